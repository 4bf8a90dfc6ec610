namespace Slipway.Channels;

/// <summary>What one rule said on the way to a <see cref="Channels.Decision"/>.</summary>
/// <param name="Rule">The rule's stable name.</param>
/// <param name="Decision">What it decided, or null where it let the next rule be asked. Only the last rule's decision is the answer.</param>
public sealed record RuleVerdict(string Rule, Decision? Decision);
