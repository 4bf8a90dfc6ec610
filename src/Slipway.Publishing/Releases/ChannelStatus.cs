using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Releases;

/// <summary>What a channel offers, and how fast.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Offers">Its offers by runtime.</param>
/// <param name="Rollout">Its rollout, or null while it offers nothing.</param>
/// <param name="Expires">When its role must have been signed again.</param>
public sealed record ChannelStatus(ChannelName Channel, ImmutableArray<Offer> Offers, Rollout? Rollout, DateTimeOffset Expires)
{
    /// <summary>How the rollout ends, where it has gone through the channel's waves and not everyone has the release; null otherwise.</summary>
    public string? End { get; init; }

    /// <summary>Whether its runtimes are not all offered the same version.</summary>
    public bool IsMixed => Offers.Select(offer => offer.Release.Version).Distinct().Skip(1).Any();
}
