using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.Installers;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.GitHub;

/// <summary>Publishes and promotes in the store first, which devices read, and then on GitHub, where people do.</summary>
/// <remarks>What can be refused beforehand is: a token, a file or a key that is missing stops it before anything is published.</remarks>
public sealed class GitHubPublisher
{
    // GitHub takes no longer text.
    private const int MaxNotes = 125_000;

    private readonly ReleaseRepository _repository;
    private readonly GitHubTarget _target;
    private readonly GitHubPatience _patience;
    private readonly Func<GitHubPatience, IGitHubReleases> _open;

    /// <param name="repository">The store.</param>
    /// <param name="target">Where on GitHub.</param>
    public GitHubPublisher(ReleaseRepository repository, GitHubTarget target)
        : this(repository, target, TimeProvider.System, patience => Open(target, patience))
    {
    }

    internal GitHubPublisher(ReleaseRepository repository, GitHubTarget target, TimeProvider time, Func<GitHubPatience, IGitHubReleases> open)
    {
        _repository = repository;
        _target = target;
        _patience = new GitHubPatience(time, warning => repository.Warn?.Invoke(warning));
        _open = open;
    }

    /// <summary>Publishes as <see cref="ReleasePublisher"/> does, then the same release on GitHub: a prerelease, or the latest one if the channel is the last.</summary>
    /// <param name="request">What to publish.</param>
    /// <param name="files">Files of the release besides its bundles, such as installers; signatures beside them come along.</param>
    /// <param name="progress">Told of bytes.</param>
    /// <param name="cancellation">Stops it. What is done stays, and the same call goes on from there.</param>
    /// <exception cref="GitHubException">GitHub has it not, or not whole. Whether devices have it is said.</exception>
    public async Task<Publication> PublishAsync(PublishRequest request, ImmutableArray<string> files, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        RequireNotes(request.Notes);
        ReleaseFiles.RequireTaken(request.BundleFolders);
        var further = await FurtherFiles.ReadAsync(files, cancellation);
        ReleaseFiles.RequireDistinct(further);
        using var key = InstallerSignature.Open(_repository.Policy, InstallerSigning.Required, _repository.Warn, _repository.Audit)!;
        using var github = _open(_patience);
        await RequireReachableAsync(github, cancellation);

        var publication = await new ReleasePublisher(_repository).PublishAsync(request, progress, cancellation);

        return await AfterStoreAsync(publication, async () =>
        {
            var plan = await PlanAsync(publication, further, key, cancellation) with { Notes = request.Notes };
            return await new ReleaseCompletion(github, _patience, progress).CompleteAsync(plan, cancellation);
        });
    }

    /// <summary>Promotes as <see cref="ReleasePromoter"/> does, then lets the release on GitHub be the latest one if the channel is the last. Its files are not touched.</summary>
    /// <exception cref="GitHubException"><see cref="GitHubFailure.ReleaseNotFound"/>: nothing was promoted. Any other: whether devices have it is said.</exception>
    public async Task<Publication> PromoteAsync(PromotionRequest request, CancellationToken cancellation)
    {
        using var github = _open(_patience);
        var tag = _target.Tag.Of(request.Version);
        await new ReleaseSearch(github).RequirePublishedAsync(tag, cancellation);

        var publication = await new ReleasePromoter(_repository).PromoteAsync(request, cancellation);

        return await AfterStoreAsync(publication, () => new ReleaseCompletion(github, _patience, progress: null).PromoteAsync(tag, IsLatestIn(request.To), cancellation));
    }

    /// <summary>Plans as <see cref="PromotionPlanner"/> does, and looks at the release on GitHub. Nothing is changed there either; where it would refuse the promotion, the plan says so.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>: one of the two channels; or as <see cref="FleetReader.ReadAsync"/>.</exception>
    /// <exception cref="StoreException">There is no repository, or the store cannot be read.</exception>
    /// <exception cref="TrustException">The repository's metadata does not follow from the trust anchor.</exception>
    public async Task<PromotionPlan> PlanAsync(PromotionRequest request, FleetAddress? fleet, string folder, CancellationToken cancellation)
    {
        var plan = await new PromotionPlanner(_repository).PlanAsync(request, fleet, folder, cancellation);
        try
        {
            using var github = _open(_patience);
            var release = await new ReleaseSearch(github).RequirePublishedAsync(_target.Tag.Of(request.Version), cancellation);
            return plan with
            {
                GitHub = new PlannedGitHub(new Uri(release.HtmlUrl), release.TagName, release.Prerelease, IsLatestIn(request.To)) { IsImmutable = release.Immutable },
            };
        }
        catch (SlipwayException refusal)
        {
            return plan with { Refusals = [.. plan.Refusals, .. PlannedRefusal.AllOf(refusal)] };
        }
    }

    private static GitHubReleases Open(GitHubTarget target, GitHubPatience patience)
    {
        var token = GitHubToken.Read(target.Api, Environment.GetEnvironmentVariable);
#pragma warning disable CA2000 // The releases dispose of it.
        return new GitHubReleases(target, new GitHubConnection(target.Api, token, patience));
#pragma warning restore CA2000
    }

    private static void RequireNotes(string? notes)
    {
        if (notes?.Length > MaxNotes)
        {
            throw new InputException(InputFailure.OptionInvalid, $"The notes have {notes.Length} characters: expected {MaxNotes} at most, for GitHub takes no more.");
        }
    }

    /// <summary>A token that is not accepted, or a repository that is not there, is better known before devices are served.</summary>
    private static async Task RequireReachableAsync(IGitHubReleases github, CancellationToken cancellation)
    {
        await using var releases = github.ListAsync(cancellation).GetAsyncEnumerator(cancellation);
        await releases.MoveNextAsync();
    }

    private async Task<ReleasePlan> PlanAsync(Publication publication, ImmutableArray<ReleaseFile> further, SigningKey key, CancellationToken cancellation)
    {
        using var signer = key.For(SigningPurpose.Build("checksums", publication.Version.ToString()));
        var files = await ReleaseFiles.ListAsync(publication.Bundles, further, signer, cancellation);
        return new ReleasePlan(_target.Tag.Of(publication.Version), $"{_repository.Policy.Product} {publication.Version}", files)
        {
            Commit = await SourceCommit.FindAsync(_target.Repository, _target.IsOfThisWorkflow(), _repository.Policy.Folder, cancellation),
            IsLatest = IsLatestIn(publication.Channel),
        };
    }

    /// <summary>The last channel of the policy, and whatever is called stable.</summary>
    private bool IsLatestIn(ChannelName channel) => channel == ChannelName.Default || channel == _repository.Policy.ChannelsInOrder().Last().Name;

    private static async Task<Publication> AfterStoreAsync(Publication publication, Func<Task<GitHubPublication>> release)
    {
        try
        {
            return publication with { GitHub = await release() };
        }
        catch (GitHubException failure)
        {
            throw new GitHubException(failure.Failure, $"{publication.Version} is published, and {publication.Channel} serves it to devices; but not all is done on GitHub: {failure.Message}", failure)
            {
                Hint = $"{failure.Hint} The same command again completes it, and changes nothing for devices.".TrimStart(),
            };
        }
    }
}
