using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Looks for a promotion that was staged before, and waits for signatures.</summary>
internal sealed class StagedPromotion(ReleaseRepository repository, RepositoryState state)
{
    private readonly StagingShelf _shelf = repository.OpenShelf();

    /// <summary>The staging that lets the channel offer the releases of <paramref name="offers"/>, or null. One that is outdated, or that nobody may sign, is none.</summary>
    public async Task<StagingReview?> FindAsync(ImmutableArray<Offer> offers, CancellationToken cancellation)
    {
        foreach (var id in await _shelf.ListAsync(cancellation))
        {
            if (await TryReviewAsync(id, offers, cancellation) is { } review)
            {
                return review;
            }
        }

        return null;
    }

    /// <summary>It only informs: what cannot be read is no matter of the promotion.</summary>
    private async Task<StagingReview?> TryReviewAsync(string id, ImmutableArray<Offer> offers, CancellationToken cancellation)
    {
        try
        {
            var staging = await _shelf.ReadAsync(id, cancellation);
            return await IsOfAsync(staging, offers, cancellation)
                ? await repository.OpenReviewer(state).ReviewAsync(staging, staging.RequiredOn(state), mayBePublished: false, cancellation)
                : null;
        }
        catch (Exception unusable) when (unusable is SlipwayException or FormatException)
        {
            return null;
        }
    }

    private async Task<bool> IsOfAsync(Staging staging, ImmutableArray<Offer> offers, CancellationToken cancellation)
    {
        foreach (var offer in offers)
        {
            var listed = staging.Roles.GetValueOrDefault(offer.Channel.ToString())?.Files.GetValueOrDefault(ReleasePaths.Offer(offer.Channel, offer.Runtime));
            var staged = listed is null ? null : await state.ReadOfferAsync(listed, cancellation);
            if (staged?.Release != offer.Release || staged.IsEmergency != offer.IsEmergency)
            {
                return false;
            }
        }

        return true;
    }
}
