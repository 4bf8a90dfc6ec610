using Slipway.Channels;

namespace Slipway.Publishing.Rollouts;

/// <summary>Waves may end before everyone has the release. It goes no further by itself then, and whoever looks after it has to know.</summary>
public static class RolloutEnd
{
    /// <summary>For example <c>ends at 50%: 'slipway rollout set --channel stable --percent 100' goes on</c>; null where everyone has it by then.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="permyriad">The share at which it ends, in ten thousandths.</param>
    public static string? Describe(ChannelName channel, int permyriad) => permyriad == Rollout.Everyone
        ? null
        : $"ends at {RolloutShare.Format(permyriad)}%: 'slipway rollout set --channel {channel} --percent 100' goes on";
}
