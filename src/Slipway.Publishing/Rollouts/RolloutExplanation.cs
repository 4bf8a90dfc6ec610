using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Rollouts;

/// <summary>What a device does about its channel's offer, and why.</summary>
/// <param name="Decision">What it does.</param>
/// <param name="Rules">Every rule that was asked, in order. The last one decides.</param>
/// <param name="Device">What was known of the device.</param>
public sealed record RolloutExplanation(Decision Decision, ImmutableArray<RuleVerdict> Rules, DeviceFacts Device)
{
    /// <summary>The channel's offer for it, or null.</summary>
    public Offer? Offer { get; init; }

    /// <summary>The channel's rollout, or null.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>The channel's waves.</summary>
    public ImmutableArray<Wave> Waves { get; init; } = [];

    /// <summary>The device's place in the rollout, 0 to 9999, or null without one: its turn has come when that is below the rollout's share in ten thousandths.</summary>
    public int? Bucket => Rollout is null ? null : Cohort.BucketOf(Device.DeviceId, Rollout.Salt);

    /// <summary>The number of the wave, from 1, with which its turn comes or came; null where no wave of slipway.json reaches it.</summary>
    public int? WaveNumber => Bucket is { } bucket && Waves.FirstOrDefault(wave => bucket < wave.Permyriad) is { } turn ? Waves.IndexOf(turn) + 1 : null;
}
