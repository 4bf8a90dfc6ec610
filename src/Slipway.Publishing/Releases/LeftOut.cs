using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Releases;

/// <summary>What a channel offers to runtimes that its next release is not made for. It has one rollout, about one version: theirs ends.</summary>
/// <param name="Version">The next release.</param>
/// <param name="Rollout">The rollout that ends.</param>
/// <param name="Offers">What stays offered to them, and goes to no further device. At least one.</param>
public sealed record LeftOut(SemanticVersion Version, Rollout Rollout, ImmutableArray<Offer> Offers)
{
    /// <summary>In words, for every front: <c>linux-arm64: 1.5.1 is not theirs, and 1.5.0 stops at 10% there</c>.</summary>
    public override string ToString() =>
        $"{string.Join(", ", Offers.Select(offer => offer.Runtime))}: {Version} is not theirs, and {Rollout.Version} stops at {RolloutShare.Format(Rollout.Permyriad)}% there";

    /// <summary>Who would be left out when a channel goes on to other offers; null: nobody. Nothing is read where it has offers for these runtimes only.</summary>
    internal static async Task<LeftOut?> FindAsync(RepositoryState state, ChannelName channel, SemanticVersion version, IEnumerable<Offer> next, CancellationToken cancellation)
    {
        var served = next.Select(offer => offer.Runtime).ToHashSet();
        var others = state.RoleOf(channel.ToString()).Files.Keys.Select(path => ReleasePaths.RuntimeOfOffer(channel, path)).OfType<RuntimeId>().Where(runtime => !served.Contains(runtime)).ToArray();
        if (others.Length == 0 || await state.ReadRolloutAsync(channel, cancellation) is not { } running || running.Version == version)
        {
            return null;
        }

        var offers = ImmutableArray.CreateBuilder<Offer>();
        foreach (var runtime in others)
        {
            if (await state.ReadOfferAsync(channel, runtime, cancellation) is { } offer && offer.Release.Version == running.Version)
            {
                offers.Add(offer);
            }
        }

        return offers.Count > 0 ? new LeftOut(version, running, offers.ToImmutable()) : null;
    }
}
