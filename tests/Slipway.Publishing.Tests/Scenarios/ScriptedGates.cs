using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Gates;

namespace Slipway.Publishing.Tests.Scenarios;

/// <summary>Gates that answer what the scenario says.</summary>
internal sealed class ScriptedGates : IGateKeeper
{
    /// <summary>What every gate answers from now on.</summary>
    public RuleOutcome Outcome { get; set; } = RuleOutcome.Passed;

    public Task<ImmutableArray<RuleEvidence>> AskAsync(ImmutableArray<Gate> gates, GateSubject subject, CancellationToken cancellation) =>
        Task.FromResult<ImmutableArray<RuleEvidence>>([.. gates.Select(gate => new RuleEvidence($"{RuleEvidence.GatePrefix}{gate.Name}", Outcome, subject.Time) { Value = Outcome == RuleOutcome.Missing ? "no series" : "0.3", Limit = "at most 0.5" })]);
}
