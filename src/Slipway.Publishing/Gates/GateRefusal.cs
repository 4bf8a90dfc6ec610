using Slipway.Channels;

namespace Slipway.Publishing.Gates;

/// <summary>Gates that are not met, as refusals.</summary>
internal static class GateRefusal
{
    /// <summary>The refusal for what a gate answered, or null where it is met.</summary>
    public static PolicyRefusal? Of(RuleEvidence gate)
    {
        var name = gate.Rule.StartsWith(RuleEvidence.GatePrefix, StringComparison.Ordinal) ? gate.Rule[RuleEvidence.GatePrefix.Length..] : gate.Rule;
        return gate.Outcome switch
        {
            RuleOutcome.Failed => new PolicyRefusal(PolicyFailure.GateFailed, $"The gate {name} found {gate.Value}: expected {gate.Limit}.", "Look at what it measures; halt or yank the release if it is at fault."),
            RuleOutcome.Missing => new PolicyRefusal(PolicyFailure.GateWithoutData, $"The gate {name} has no answer, which never counts as met: {gate.Value}.", "Mend the query, the address or the monitoring."),
            _ => null,
        };
    }
}
