using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Promotions;

/// <summary>The offers that a promotion starts from.</summary>
internal static class PromotionSources
{
    /// <summary>Reads them, one a runtime.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>.</exception>
    /// <exception cref="TrustException">An offer is another's, or its bytes are not those that the releases role lists.</exception>
    public static async Task<ImmutableArray<Offer>> ReadAsync(RepositoryState state, PromotionRequest request, CancellationToken cancellation)
    {
        var offers = await state.ReadOffersAsync(request.From, cancellation);
        var sources = offers.Where(offer => offer.Release.Version == request.Version).ToImmutableArray();
        foreach (var source in sources)
        {
            RequireListed(state, source);
        }

        return sources.IsEmpty ? throw NotInChannel(request, offers) : sources;
    }

    /// <summary>What was tested is what ships: the offer's digest must be the one that the builder's role lists (ATTACKS P4).</summary>
    private static void RequireListed(RepositoryState state, Offer source)
    {
        var path = ReleasePaths.Bundle(source.Release.Version, source.Runtime, BundleFolder.Manifest);
        var listed = state.Find(ReleasePaths.ReleasesRole, path);
        if (source.Release.ManifestPath != path || listed?.Digest != source.Release.ManifestDigest)
        {
            throw new TrustException(TrustFailure.DigestMismatch, path, $"{path} has the digest {listed?.Digest?.ToString() ?? "of nothing: it is not listed"}: expected {source.Release.ManifestDigest}, which the channel offers.");
        }
    }

    private static StoreException NotInChannel(PromotionRequest request, ImmutableArray<Offer> offers)
    {
        var found = offers.IsEmpty ? "nothing" : string.Join(", ", offers.Select(offer => offer.Release.Version).Distinct());
        return new StoreException(StoreFailure.NotInChannel, $"{request.Version} is not in {request.From}, which offers {found}.")
        {
            Hint = "Run 'slipway status' to see what each channel offers.",
        };
    }
}
