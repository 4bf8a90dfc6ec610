using System.Collections.Immutable;

namespace Slipway;

/// <summary>The policy of slipway.json does not let it happen: every rule that is not met, and not the first one alone.</summary>
public sealed class PolicyException : SlipwayException
{
    /// <param name="refusals">The rules, at least one. The first gives the exception its code, message and hint.</param>
    public PolicyException(ImmutableArray<PolicyRefusal> refusals)
        : base(refusals[0].Code, refusals[0].Message)
    {
        Refusals = refusals;
        Hint = refusals[0].Hint;
    }

    /// <summary>One rule that is not met.</summary>
    public PolicyException(PolicyFailure failure, string message, string? hint = null)
        : this([new PolicyRefusal(failure, message, hint)])
    {
    }

    /// <summary>Every rule that is not met.</summary>
    public ImmutableArray<PolicyRefusal> Refusals { get; }

    /// <inheritdoc/>
    public override IEnumerable<(string Code, string Message, string? Hint)> Parts => Refusals.Select(refusal => (refusal.Code, refusal.Message, refusal.Hint));

    /// <summary>Whether time alone will meet them all.</summary>
    public bool IsTemporary => Refusals.All(refusal => refusal.IsTemporary);
}
