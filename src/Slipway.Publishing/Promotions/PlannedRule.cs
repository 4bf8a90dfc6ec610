using Slipway.Channels;

namespace Slipway.Publishing.Promotions;

/// <summary>What one rule says to a promotion.</summary>
/// <param name="Rule">Its name: <c>from</c>, <c>source</c>, <c>yanked</c>, <c>forward</c>, <c>bump</c>, <c>bake</c>, <c>approvals</c>, <c>waves</c>, or <c>gate/NAME</c>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Value">What was found, or null.</param>
/// <param name="Limit">What is asked for, or null.</param>
public sealed record PlannedRule(string Rule, RuleOutcome Outcome, string? Value, string? Limit)
{
    /// <summary>A rule whose answer an offer would carry.</summary>
    internal static PlannedRule Of(RuleEvidence evidence) => new(evidence.Rule, evidence.Outcome, evidence.Value, evidence.Limit);
}
