using System.Collections.Immutable;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Promotions;

/// <summary>When the steps of a rollout begin, if each follows the one before as soon as it may.</summary>
internal static class WaveSchedule
{
    /// <summary>The step at which a rollout is, and those that follow.</summary>
    /// <param name="watched">The rollout: what is signed says since when its present share is watched.</param>
    /// <param name="now">Before which no further step begins.</param>
    public static ImmutableArray<PlannedWave> From(WatchedRollout watched, DateTimeOffset now)
    {
        var waves = ImmutableArray.CreateBuilder<PlannedWave>();
        var begins = watched.Since(now);
        for (var next = watched; ; next = next with { Rollout = next.Rollout with { Permyriad = next.Next.Permyriad } })
        {
            waves.Add(new PlannedWave(next.Rollout.Permyriad, begins, next.Soak));
            begins = begins + next.Soak > now ? begins + next.Soak : now;
            if (next.Next is null)
            {
                return waves.DrainToImmutable();
            }
        }
    }
}
