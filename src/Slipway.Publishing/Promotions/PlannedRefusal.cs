namespace Slipway.Publishing.Promotions;

/// <summary>One thing that stands against a promotion.</summary>
/// <param name="Code"><c>SLP</c> and four digits.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Hint">What to do, or null.</param>
/// <param name="IsTemporary">Whether time alone will mend it.</param>
public sealed record PlannedRefusal(string Code, string Message, string? Hint, bool IsTemporary)
{
    /// <summary>A rule of the policy.</summary>
    internal static PlannedRefusal Of(PolicyRefusal rule) => new(rule.Code, rule.Message, rule.Hint, rule.IsTemporary);

    /// <summary>Everything that a refusal has to say.</summary>
    internal static IEnumerable<PlannedRefusal> AllOf(SlipwayException refusal) => refusal is PolicyException policy
        ? policy.Refusals.Select(Of)
        : [new(refusal.Code, refusal.Message, refusal.Hint, IsTemporary: refusal is GitHubException { IsTemporary: true })];
}
