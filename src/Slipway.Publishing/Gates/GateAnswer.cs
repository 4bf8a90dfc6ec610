using Slipway.Channels;

namespace Slipway.Publishing.Gates;

/// <summary>What a gate found.</summary>
/// <param name="Outcome">Whether the threshold is kept.</param>
/// <param name="Value">What was found, in words or digits.</param>
internal sealed record GateAnswer(RuleOutcome Outcome, string Value)
{
    public static GateAnswer Of(bool isMet, string value) => new(isMet ? RuleOutcome.Passed : RuleOutcome.Failed, value);
}
