using System.Collections.Immutable;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.GitHub;

/// <summary>What a build or a person does with a release: in the store, and on GitHub as well where that is asked for.</summary>
/// <param name="repository">The store.</param>
/// <param name="target">Where on GitHub, or null for nowhere.</param>
public sealed class ReleaseDesk(ReleaseRepository repository, GitHubTarget? target)
{
    private readonly GitHubPublisher? _github = target is null ? null : new GitHubPublisher(repository, target);

    /// <summary>Publishes, as <see cref="ReleasePublisher"/> or <see cref="GitHubPublisher"/>.</summary>
    /// <param name="request">What to publish.</param>
    /// <param name="files">Files of the release on GitHub besides its bundles.</param>
    /// <param name="progress">Told of bytes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SlipwayException">As theirs.</exception>
    public Task<Publication> PublishAsync(PublishRequest request, ImmutableArray<string> files, IProgress<OperationProgress>? progress, CancellationToken cancellation) =>
        _github?.PublishAsync(request, files, progress, cancellation) ?? new ReleasePublisher(repository).PublishAsync(request, progress, cancellation);

    /// <summary>Promotes, as <see cref="ReleasePromoter"/> or <see cref="GitHubPublisher"/>.</summary>
    /// <exception cref="SlipwayException">As theirs.</exception>
    public Task<Publication> PromoteAsync(PromotionRequest request, CancellationToken cancellation) =>
        _github?.PromoteAsync(request, cancellation) ?? new ReleasePromoter(repository).PromoteAsync(request, cancellation);

    /// <summary>Says what a promotion would change, as <see cref="PromotionPlanner"/> or <see cref="GitHubPublisher"/>.</summary>
    /// <param name="request">The promotion.</param>
    /// <param name="fleet">Where the devices are listed, or null for the place that slipway.json names, if any.</param>
    /// <param name="folder">Where the path of <paramref name="fleet"/> begins.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SlipwayException">As theirs.</exception>
    public Task<PromotionPlan> PlanAsync(PromotionRequest request, FleetAddress? fleet, string folder, CancellationToken cancellation) =>
        _github?.PlanAsync(request, fleet, folder, cancellation) ?? new PromotionPlanner(repository).PlanAsync(request, fleet, folder, cancellation);
}
