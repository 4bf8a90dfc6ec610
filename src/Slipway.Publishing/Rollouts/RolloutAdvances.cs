using System.Collections.Immutable;

namespace Slipway.Publishing.Rollouts;

/// <summary>What became of the rollouts that were to go on.</summary>
/// <param name="Channels">One entry a channel, each after the one that it takes releases from.</param>
public sealed record RolloutAdvances(ImmutableArray<RolloutAdvance> Channels)
{
    /// <summary>Whether a gate stopped one of them. Whoever called must hear of it: exit code 1.</summary>
    public bool IsStopped => Channels.Any(channel => channel.Outcome is AdvanceOutcome.Halted or AdvanceOutcome.RolledBack);

    /// <summary>Whether none went on, none was stopped, and some will have to be asked again: exit code 3.</summary>
    public bool IsWaiting =>
        !IsStopped
        && Channels.All(channel => channel.Outcome != AdvanceOutcome.Advanced)
        && Channels.Any(channel => channel.Outcome is AdvanceOutcome.Waiting or AdvanceOutcome.Overtaken);
}
