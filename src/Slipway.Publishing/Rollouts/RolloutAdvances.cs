using System.Collections.Immutable;

namespace Slipway.Publishing.Rollouts;

/// <summary>What became of the rollouts that were to go on.</summary>
/// <param name="Channels">One entry a channel, each after the one that it takes releases from.</param>
public sealed record RolloutAdvances(ImmutableArray<RolloutAdvance> Channels)
{
    /// <summary>Whether a gate stopped one of them. Whoever called must hear of it: exit code 1.</summary>
    public bool IsStopped => Channels.Any(IsStop);

    /// <summary>Whether none went on, none was stopped, and some will have to be asked again: exit code 3.</summary>
    public bool IsWaiting =>
        !IsStopped
        && Channels.All(channel => channel.Outcome != AdvanceOutcome.Advanced)
        && Channels.Any(channel => channel.Outcome is AdvanceOutcome.Waiting or AdvanceOutcome.Overtaken);

    /// <summary>Refuses where a gate stopped a rollout, with the reason of each: for hosts that have one kind of failure.</summary>
    /// <exception cref="PolicyException"><see cref="PolicyFailure.GateFailed"/>.</exception>
    public void RequireNotStopped()
    {
        if (IsStopped)
        {
            throw new PolicyException([.. Channels.Where(IsStop).Select(Describe)]);
        }
    }

    private static bool IsStop(RolloutAdvance advance) => advance.Outcome is AdvanceOutcome.Halted or AdvanceOutcome.RolledBack;

    private static PolicyRefusal Describe(RolloutAdvance advance) => new(
        PolicyFailure.GateFailed,
        $"{advance.Rollout!.Version} {(advance.Outcome == AdvanceOutcome.Halted ? "is halted" : "goes back")} in {advance.Channel}: {advance.Rollout.Reason}.",
        "Find out why. If it was not at fault, 'slipway rollout resume' lets it go on.");
}
