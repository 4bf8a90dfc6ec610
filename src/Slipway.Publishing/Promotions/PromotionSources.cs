using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Promotions;

/// <summary>Finds the offers that a promotion starts from: those that the channel makes, and where it has gone on, those that it has made before.</summary>
internal sealed class PromotionSources(RepositoryState state, ReleasePolicy policy, PromotionRequest request)
{
    /// <summary>Reads them, one a runtime.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>.</exception>
    /// <exception cref="TrustException">An offer is another's, or its bytes are not those that the releases role lists.</exception>
    public async Task<ImmutableArray<PromotionSource>> ReadAsync(CancellationToken cancellation)
    {
        var offers = await state.ReadOffersAsync(request.From, cancellation);
        var sources = offers.Where(offer => offer.Release.Version == request.Version).Select(offer => new PromotionSource(offer, RolloutState.Active)).ToList();
        var history = await OfferHistory.ReadAsync(state, request.From, cancellation);
        var former = history.Offers.Where(offer => offer.Version == request.Version && IsListed(offer));
        foreach (var offer in former.Where(offer => sources.All(source => source.Offer.Runtime != offer.Runtime)).ToArray())
        {
            sources.Add(new PromotionSource(await history.ReadOfferAsync(state, policy.Product, offer, cancellation), offer.Left));
        }

        foreach (var source in sources)
        {
            RequireListed(source.Offer);
        }

        return sources.Count > 0 ? [.. sources.OrderBy(source => source.Offer.Runtime.ToString(), StringComparer.Ordinal)]
            : throw NotInChannel(offers);
    }

    private bool IsListed(FormerOffer offer) => state.Find(ReleasePaths.ReleasesRole, ManifestOf(offer.Runtime)) is not null;

    /// <summary>What was tested is what ships: the offer's digest must be the one that the builder's role lists (ATTACKS P4).</summary>
    private void RequireListed(Offer source)
    {
        var path = ManifestOf(source.Runtime);
        var listed = state.Find(ReleasePaths.ReleasesRole, path);
        if (source.Release.ManifestPath != path || listed?.Digest != source.Release.ManifestDigest)
        {
            throw new TrustException(TrustFailure.DigestMismatch, path, $"{path} has the digest {listed?.Digest?.ToString() ?? "of nothing: it is not listed"}: expected {source.Release.ManifestDigest}, which the channel offers.");
        }
    }

    private string ManifestOf(RuntimeId runtime) => ReleasePaths.Bundle(request.Version, runtime, BundleFolder.Manifest);

    private StoreException NotInChannel(ImmutableArray<Offer> offers)
    {
        var found = offers.IsEmpty ? "nothing" : string.Join(", ", offers.Select(offer => offer.Release.Version).Distinct());
        return new StoreException(StoreFailure.NotInChannel, $"{request.Version} is not in {request.From}, which offers {found}.")
        {
            Hint = $"Run 'slipway status' to see what each channel offers. If it was there: what no channel offers stays listed while it is among the newest {policy.Retain} releases (\"retain\" in {ReleasePolicy.FileName}).",
        };
    }
}
