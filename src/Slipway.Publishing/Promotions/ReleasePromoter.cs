using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Promotions;

/// <summary>Lets another channel offer a release. Nothing is rebuilt or moved: the new metadata names the same digests.</summary>
/// <param name="repository">The repository.</param>
/// <param name="gates">Asks the gates of slipway.json; null: over the network, and by running programs.</param>
public sealed class ReleasePromoter(ReleaseRepository repository, IGateKeeper? gates = null)
{
    /// <summary>Promotes, for every runtime that the source channel offers the version to. What the channel offers already stays as it is.</summary>
    /// <param name="request">What, and how.</param>
    /// <param name="cancellation">Stops it; readers then see the old state.</param>
    /// <exception cref="PolicyException">The policy forbids it (yet): every rule that is not met.</exception>
    /// <exception cref="InputException">Keys are missing, or what is asked for cannot be.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>, <see cref="StoreFailure.ApprovalNeeded"/>, or the store refused.</exception>
    /// <exception cref="TrustException">The source's bytes are not the ones that the releases role lists.</exception>
    public async Task<Publication> PromoteAsync(PromotionRequest request, CancellationToken cancellation)
    {
        var (rules, checkedRequest) = (Rules(), request.Checked());
        return await Publication.MakeAsync(repository, edit => PromoteAsync(edit, checkedRequest, rules, cancellation), progress: null, cancellation);
    }

    /// <summary>What the policy says to it.</summary>
    /// <exception cref="InputException">A channel is unknown.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>.</exception>
    /// <exception cref="TrustException">The source's bytes are not the ones that the releases role lists.</exception>
    internal Task<PromotionReview> ReviewAsync(RepositoryEdit edit, PromotionRequest request, CancellationToken cancellation) =>
        Rules().ReviewAsync(edit.State, request, edit.Time, cancellation);

    /// <summary>Lets the channel offer it. Nobody is asked whether it may.</summary>
    /// <exception cref="InputException">What is asked for cannot be.</exception>
    internal async Task<Publication> OfferAsync(RepositoryEdit edit, PromotionRequest request, PromotionReview review, CancellationToken cancellation)
    {
        var entry = new ChannelEntry(edit, repository.Policy.Channel(request.To), repository.Policy);
        var offers = ImmutableArray.CreateBuilder<Offer>();
        string? newMajor = null;
        foreach (var source in review.Sources)
        {
            var current = await edit.State.ReadOfferAsync(request.To, source.Runtime, cancellation);
            offers.Add(entry.Offer(current, Describe(edit, request, source, current, review.Evidence) with { Rollback = await entry.LastGoodAsync(current, cancellation) }));
            newMajor ??= NewMajor.Describe(current, offers[^1]);
        }

        var isEmergency = request.EmergencyReason is not null;
        var rollout = await entry.StartRolloutAsync(request.Version, request.Permyriad ?? (isEmergency ? Rollout.Everyone : null), request.NotBefore, isEmergency, cancellation);
        return new Publication(request.Version, request.To, offers.ToImmutable(), rollout, repository.Address)
        {
            NewMajor = newMajor,
            LeftOut = await LeftOut.FindAsync(edit.State, request.To, request.Version, offers, cancellation),
        };
    }

    private async Task<Publication> PromoteAsync(RepositoryEdit edit, PromotionRequest request, PromotionRules rules, CancellationToken cancellation)
    {
        var review = await rules.ReviewAsync(edit.State, request, edit.Time, cancellation);
        if (!review.IsAllowed)
        {
            throw new PolicyException(review.Refusals);
        }

        ProductionKeys.Require(repository.Policy, edit.State);
        return await OfferAsync(edit, request, review, cancellation);
    }

    private PromotionRules Rules() => new(repository.Policy, new GateAnswers(gates ?? new GateKeeper(repository.Policy)));

    /// <summary>What was said of the release goes with it; what was said of its way into the source does not.</summary>
    private static Offer Describe(RepositoryEdit edit, PromotionRequest request, Offer source, Offer? current, ImmutableArray<RuleEvidence> evidence) => source with
    {
        Channel = request.To,
        ReleasedAt = edit.Time,
        PromotedFrom = new Promotion(source.Channel, edit.State.Roles[source.Channel.ToString()].Version, source.BakingSince),
        AllowDowngradeFrom = [],
        IsEmergency = request.EmergencyReason is not null,
        Reason = request.EmergencyReason,
        DisplayName = request.DisplayName ?? (current?.Release == source.Release ? current.DisplayName : source.DisplayName),
        Evidence = evidence,
    };
}
