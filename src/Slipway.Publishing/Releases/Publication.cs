using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.GitHub;

namespace Slipway.Publishing.Releases;

/// <summary>What a channel offers after a publication or promotion.</summary>
/// <param name="Version">The version.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Offers">The offers by runtime.</param>
/// <param name="Rollout">How fast it goes out.</param>
/// <param name="Repository">Where it was published.</param>
public sealed record Publication(SemanticVersion Version, ChannelName Channel, ImmutableArray<Offer> Offers, Rollout Rollout, Uri Repository)
{
    /// <summary>The release on GitHub, if it was to be there.</summary>
    public GitHubPublication? GitHub { get; init; }

    /// <summary>The bundles that were published, verified.</summary>
    internal ImmutableArray<SignedBundle> Bundles { get; init; } = [];
}
