using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Gates;

namespace Slipway.Publishing.Tests.Promotions;

/// <summary>Gives every gate the answer that the test wants, and remembers what it was asked.</summary>
internal sealed class Answers(RuleOutcome outcome) : IGateKeeper
{
    public List<GateSubject> Asked { get; } = [];

    public RuleOutcome Outcome { get; set; } = outcome;

    public Task<ImmutableArray<RuleEvidence>> AskAsync(ImmutableArray<Gate> gates, GateSubject subject, CancellationToken cancellation)
    {
        Asked.Add(subject);
        return Task.FromResult<ImmutableArray<RuleEvidence>>(
            [.. gates.Select(gate => new RuleEvidence(RuleEvidence.GatePrefix + gate.Name, Outcome, subject.Time) { Value = "0.7", Limit = "at most 0.5" })]);
    }
}
