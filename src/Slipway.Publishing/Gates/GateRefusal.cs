using Slipway.Channels;

namespace Slipway.Publishing.Gates;

/// <summary>Gates that are not met, as refusals.</summary>
internal static class GateRefusal
{
    /// <summary>The refusal for what a gate answered, or null where it is met.</summary>
    public static PolicyRefusal? Of(RuleEvidence gate) => gate.Outcome switch
    {
        RuleOutcome.Passed => null,
        RuleOutcome.Failed => new(PolicyFailure.GateFailed, $"{gate.Rule} does not hold: it is {gate.Value}, and {gate.Limit} is asked for.", "Look at what it measures; halt or yank the release if it is at fault."),
        _ => new(PolicyFailure.GateWithoutData, $"{gate.Rule} has no answer: {gate.Value}.", "Missing data never counts as met. Mend the query, the address or the monitoring."),
    };
}
