using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Rollouts;

/// <summary>A channel's rollout as it is in one state of the repository, and what slipway.json says of how it goes on.</summary>
/// <param name="Channel">The channel's policy.</param>
/// <param name="Rollout">Its rollout.</param>
/// <param name="Offers">What the channel offers of the rollout's version.</param>
internal sealed record WatchedRollout(ChannelPolicy Channel, Rollout Rollout, ImmutableArray<Offer> Offers)
{
    /// <summary>Reads it; null where the channel has no rollout.</summary>
    public static async Task<WatchedRollout?> ReadAsync(RepositoryState state, ChannelPolicy channel, CancellationToken cancellation)
    {
        var rollout = await YankedReleases.ReadRolloutAsync(state, channel.Name, cancellation);
        return rollout is null ? null : new WatchedRollout(channel, rollout, [.. (await state.ReadOffersAsync(channel.Name, cancellation)).Where(offer => offer.Release.Version == rollout.Version)]);
    }

    /// <summary>The wave that follows: the first one beyond the present share. Null where there is none.</summary>
    public Wave? Next => Channel.WaveAfter(Rollout.Permyriad);

    /// <summary>How long the present share is watched: as long as the wave that it has reached, or the first one.</summary>
    public TimeSpan Soak => (Channel.Waves.LastOrDefault(wave => wave.Permyriad <= Rollout.Permyriad) ?? Channel.Waves[0]).Soak;

    /// <summary>Whether an emergency let it go to everyone at once: neither waves nor gates hold it.</summary>
    public bool IsEmergency => Rollout.Permyriad == Rollout.Everyone && Offers.Any(offer => offer.IsEmergency);

    /// <summary>Since when devices take it at the present share. An older version did not write that down.</summary>
    public DateTimeOffset Since(DateTimeOffset time)
    {
        var began = Rollout.WaveSince ?? (Offers.IsEmpty ? time : Offers.Max(offer => offer.ReleasedAt));
        return Rollout.NotBefore > began ? Rollout.NotBefore.Value : began;
    }

    /// <summary>Until when the present share is watched.</summary>
    public DateTimeOffset Until(DateTimeOffset time) => Since(time) + Soak;

    /// <summary>The gates to be asked at <paramref name="time"/>: all when the next wave is due, before that those that would stop the rollout, and none when nothing is watched.</summary>
    public ImmutableArray<Gate> GatesAt(DateTimeOffset time)
    {
        var isSoaked = time >= Until(time);
        return Rollout.State != RolloutState.Active || RolloutStep.FindYanked(Rollout) is not null || time < Rollout.NotBefore || IsEmergency || (Next is null && isSoaked)
            ? []
            : [.. Channel.Gates.Where(gate => gate.Moments.HasFlag(GateMoment.Advance) && (gate.Action != GateAction.Wait || (Next is not null && isSoaked)))];
    }

    /// <summary>What those gates are asked about.</summary>
    public GateSubject SubjectAt(DateTimeOffset time) => new(Rollout.Product, Rollout.Version, Rollout.Channel)
    {
        From = Rollout.Channel,
        Previous = Offers.Select(offer => offer.Rollback?.Version).OfType<SemanticVersion>().Max(),
        Since = Since(time),
        Time = time,
    };

    /// <summary>Whether nothing has changed that the gates were asked about.</summary>
    public bool IsSame(WatchedRollout other) => Rollout.ToBytes().AsSpan().SequenceEqual(other.Rollout.ToBytes());
}
