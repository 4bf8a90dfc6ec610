using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Promotions;

/// <summary>What the rules of one promotion have said so far.</summary>
/// <param name="time">When they are judged.</param>
internal sealed class RuleBook(DateTimeOffset time)
{
    private readonly ImmutableArray<RuleEvidence>.Builder _evidence = ImmutableArray.CreateBuilder<RuleEvidence>();
    private readonly ImmutableArray<PolicyRefusal>.Builder _refusals = ImmutableArray.CreateBuilder<PolicyRefusal>();

    public ImmutableArray<RuleEvidence> Evidence => _evidence.ToImmutable();

    public ImmutableArray<PolicyRefusal> Refusals => _refusals.ToImmutable();

    /// <summary>A rule that leaves no trace in the offer: it was met, or there is no offer.</summary>
    public void Require(PolicyRefusal? refusal)
    {
        if (refusal is not null)
        {
            _refusals.Add(refusal);
        }
    }

    /// <summary>A rule whose answer goes into the offer.</summary>
    public void Enter(string rule, string value, string limit, PolicyRefusal? refusal)
    {
        _evidence.Add(new RuleEvidence(rule, refusal is null ? RuleOutcome.Passed : RuleOutcome.Failed, time) { Value = value, Limit = limit });
        Require(refusal);
    }

    /// <summary>A rule that others have asked.</summary>
    public void Enter(RuleEvidence evidence, PolicyRefusal? refusal)
    {
        _evidence.Add(evidence);
        Require(refusal);
    }

    /// <summary>A rule that an emergency leaves out, which the offer says.</summary>
    public void Skip(string rule, string? value, string? limit) =>
        _evidence.Add(new RuleEvidence(rule, RuleOutcome.Skipped, time) { Value = value, Limit = limit });
}
