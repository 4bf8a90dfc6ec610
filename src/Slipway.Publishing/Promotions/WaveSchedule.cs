using System.Collections.Immutable;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Promotions;

/// <summary>When the steps of a rollout begin, if each follows the one before as soon as it may.</summary>
internal static class WaveSchedule
{
    /// <summary>The step at which a rollout is, and those that follow.</summary>
    /// <param name="watched">The rollout.</param>
    /// <param name="time">When it may begin, if it has not.</param>
    public static ImmutableArray<PlannedWave> From(WatchedRollout watched, DateTimeOffset time)
    {
        var waves = ImmutableArray.CreateBuilder<PlannedWave>();
        var begins = watched.Rollout.NotBefore is { } start && start > time ? start : time;
        for (var next = watched; ; next = next with { Rollout = next.Rollout with { Permyriad = next.Next.Permyriad } })
        {
            waves.Add(new PlannedWave(next.Rollout.Permyriad, begins, next.Soak));
            begins += next.Soak;
            if (next.Next is null)
            {
                return waves.DrainToImmutable();
            }
        }
    }
}
