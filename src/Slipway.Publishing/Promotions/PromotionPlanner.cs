using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Promotions;

/// <summary>Says what a promotion would change, and changes nothing: the promotion itself is made, on an edit that is never signed.</summary>
/// <param name="repository">The repository.</param>
/// <param name="gates">Asks the gates of slipway.json; null: over the network, and by running programs.</param>
public sealed class PromotionPlanner(ReleaseRepository repository, IGateKeeper? gates = null)
{
    private readonly ReleasePromoter _promoter = new(repository, gates);

    /// <summary>Plans. What stands against the promotion is in the plan, and no refusal.</summary>
    /// <param name="request">The promotion.</param>
    /// <param name="fleet">What is known of the devices.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>: one of the two channels.</exception>
    /// <exception cref="StoreException">There is no repository, or the store cannot be read.</exception>
    /// <exception cref="TrustException">The repository's metadata does not follow from the trust anchor.</exception>
    public async Task<PromotionPlan> PlanAsync(PromotionRequest request, FleetAnswer fleet, CancellationToken cancellation)
    {
        var to = repository.Policy.Channel(request.To);
        repository.Policy.Channel(request.From);
        var edit = new RepositoryEdit(await repository.ReadAsync(cancellation), repository.Now);
        var (review, publication, refusals) = await TryAsync(edit, request, cancellation);
        var earliest = review?.Refusals.Where(refusal => refusal.IsTemporary).Select(refusal => refusal.Until).Max();
        var running = await edit.State.ReadRolloutAsync(to.Name, cancellation);
        var signatures = edit.Changed.Count == 0 ? [] : new SigningOutlook(repository).Of(edit);
        var plan = new PromotionPlan
        {
            Request = request,
            Product = repository.Policy.Product,
            Time = edit.Time,
            Runtimes = await ReadRuntimesAsync(edit, request, review, publication, cancellation),
            Rules = review is null ? [] : await new RuleTable(repository.Policy, edit.State, request).OfAsync(review, cancellation),
            Refusals = refusals,
            Earliest = earliest,
            RolloutNow = running,
            RolloutThen = publication?.Rollout,
            Signatures = signatures,
            Waiting = publication is null || signatures.All(role => role.IsMet) ? null : await new StagedPromotion(repository, edit.State).FindAsync(publication.Offers, cancellation),
            LeftOut = publication?.LeftOut,
            FleetProblem = fleet.Problem,
        };
        if (publication is null)
        {
            return plan;
        }

        if (publication.NewMajor is { } major)
        {
            repository.Warn?.Invoke(major);
        }

        // What begins with this promotion begins no earlier than the promotion may.
        var isBegun = running?.Version == publication.Version && running.Permyriad == publication.Rollout.Permyriad;
        var rollout = isBegun ? publication.Rollout : publication.Rollout with { WaveSince = earliest ?? edit.Time };
        var forecast = Forecast(plan with { Waves = WaveSchedule.From(new WatchedRollout(to, rollout, publication.Offers), edit.Time) }, publication, fleet.Fleet);

        // What is stopped goes on to no wave by itself.
        return publication.Rollout.State == RolloutState.Active ? forecast : forecast with { Waves = [] };
    }

    /// <summary>As the other, for the devices that a list or a service knows.</summary>
    /// <param name="request">The promotion.</param>
    /// <param name="fleet">Where they are listed, or null for the place that slipway.json names, if any.</param>
    /// <param name="folder">Where the path of <paramref name="fleet"/> begins.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">As the other, and as <see cref="FleetReader.ReadAsync"/>.</exception>
    public async Task<PromotionPlan> PlanAsync(PromotionRequest request, FleetAddress? fleet, string folder, CancellationToken cancellation) =>
        await PlanAsync(request, await new FleetReader(repository.Policy, folder).ReadAsync(fleet, request.To, cancellation), cancellation);

    /// <summary>Goes as far as the promotion can be followed, past every rule that is not met.</summary>
    private async Task<(PromotionReview? Review, Publication? Publication, ImmutableArray<PlannedRefusal> Refusals)> TryAsync(
        RepositoryEdit edit, PromotionRequest request, CancellationToken cancellation)
    {
        PromotionReview? review = null;
        Publication? publication = null;
        var refusals = ImmutableArray.CreateBuilder<PlannedRefusal>();
        await CollectAsync(refusals, () =>
        {
            request = request.Checked();
            return Task.CompletedTask;
        });
        await CollectAsync(refusals, async () =>
        {
            review = await _promoter.ReviewAsync(edit, request, cancellation);
            refusals.AddRange(review.Refusals.Select(PlannedRefusal.Of));
            await CollectAsync(refusals, () =>
            {
                ProductionKeys.Require(repository.Policy, edit.State);
                return Task.CompletedTask;
            });
            publication = await _promoter.OfferAsync(edit, request, review, cancellation);
            PublishedSize.Require(edit);
        });
        return (review, publication, refusals.ToImmutable());
    }

    /// <summary>What the store cannot answer now is no matter of the promotion, and stops the plan.</summary>
    private static async Task CollectAsync(ImmutableArray<PlannedRefusal>.Builder refusals, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (SlipwayException refusal) when (refusal is not StoreException { Failure: not StoreFailure.NotInChannel })
        {
            refusals.AddRange(PlannedRefusal.AllOf(refusal));
        }
    }

    private static async Task<ImmutableArray<PlannedRuntime>> ReadRuntimesAsync(
        RepositoryEdit edit, PromotionRequest request, PromotionReview? review, Publication? publication, CancellationToken cancellation)
    {
        var sources = review?.Sources ?? [.. (await edit.State.ReadOffersAsync(request.From, cancellation)).Where(offer => offer.Release.Version == request.Version)];
        var runtimes = ImmutableArray.CreateBuilder<PlannedRuntime>();
        foreach (var source in sources.OrderBy(source => source.Runtime.ToString(), StringComparer.Ordinal))
        {
            runtimes.Add(new PlannedRuntime(
                source.Runtime,
                source,
                edit.State.Find(ReleasePaths.ReleasesRole, ReleasePaths.Bundle(request.Version, source.Runtime, BundleFolder.Manifest))?.Digest,
                await edit.State.ReadOfferAsync(request.To, source.Runtime, cancellation),
                publication?.Offers.FirstOrDefault(offer => offer.Runtime == source.Runtime)));
        }

        return runtimes.ToImmutable();
    }

    private static PromotionPlan Forecast(PromotionPlan plan, Publication publication, Fleet? fleet)
    {
        if (fleet is null)
        {
            return plan;
        }

        var (forecast, waves) = new FleetForecaster(publication.Offers, publication.Rollout).Forecast(fleet, plan.Waves);
        return plan with { Fleet = forecast, Waves = waves };
    }
}
