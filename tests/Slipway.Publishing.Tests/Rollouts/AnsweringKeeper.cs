using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Gates;

namespace Slipway.Publishing.Tests.Rollouts;

/// <summary>Answers gates as a test says, by their names; whoever is not named passes.</summary>
internal sealed class AnsweringKeeper : IGateKeeper
{
    /// <summary>What gates answer.</summary>
    public Dictionary<string, RuleOutcome> Outcomes { get; } = [];

    /// <summary>The gates that were asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What they were asked about.</summary>
    public List<GateSubject> Subjects { get; } = [];

    /// <summary>What happens before they answer.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public async Task<ImmutableArray<RuleEvidence>> AskAsync(ImmutableArray<Gate> gates, GateSubject subject, CancellationToken cancellation)
    {
        Asked.AddRange(gates.Select(gate => gate.Name.ToString()));
        Subjects.Add(subject);
        await Meanwhile();
        return [.. gates.Select(gate => new RuleEvidence($"gate/{gate.Name}", Outcomes.GetValueOrDefault(gate.Name.ToString(), RuleOutcome.Passed), subject.Time) { Value = "0.9", Limit = "at most 0.5" })];
    }
}
