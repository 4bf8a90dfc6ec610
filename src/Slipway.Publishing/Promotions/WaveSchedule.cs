using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Promotions;

/// <summary>When the steps of a rollout begin, if each follows the one before as soon as it may.</summary>
internal static class WaveSchedule
{
    /// <summary>The step at which <paramref name="rollout"/> is, and those that follow.</summary>
    /// <param name="channel">Says how long steps are watched, and which come next.</param>
    /// <param name="rollout">The rollout.</param>
    /// <param name="time">When it may begin, if it has not.</param>
    public static ImmutableArray<PlannedWave> From(ChannelPolicy channel, Rollout rollout, DateTimeOffset time)
    {
        var begins = rollout.NotBefore is { } start && start > time ? start : time;
        var soak = (channel.Waves.LastOrDefault(wave => wave.Permyriad <= rollout.Permyriad) ?? channel.Waves[0]).Soak;
        var waves = ImmutableArray.Create(new PlannedWave(rollout.Permyriad, begins, soak));
        foreach (var wave in channel.Waves.Where(wave => wave.Permyriad > rollout.Permyriad))
        {
            waves = waves.Add(new PlannedWave(wave.Permyriad, waves[^1].Ends, wave.Soak));
        }

        return waves;
    }
}
