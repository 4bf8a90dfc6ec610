using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Promotions;

/// <summary>What a promotion would change for one runtime.</summary>
/// <param name="Runtime">The runtime.</param>
/// <param name="Source">The source channel's offer, or null where it has none of this version.</param>
/// <param name="Listed">The manifest's digest as the builder's role lists it, or null where it lists none.</param>
/// <param name="Now">What the channel offers now, or null for nothing.</param>
/// <param name="Then">What it would offer then, or null where it cannot be said: the promotion is refused before that.</param>
public sealed record PlannedRuntime(RuntimeId Runtime, Offer? Source, Sha256Digest? Listed, Offer? Now, Offer? Then)
{
    /// <summary>Whether the bytes are those of the source channel and those that the builder listed.</summary>
    public bool HasSameBytes => Source is not null && Source.Release.ManifestDigest == Listed && (Then is null || Then.Release.ManifestDigest == Listed);

    /// <summary>Whether the channel offers the release already.</summary>
    public bool IsOfferedAlready => Now is not null && Now.Release == (Then ?? Source)?.Release;
}
