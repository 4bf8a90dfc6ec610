using System.Collections.Immutable;

namespace Slipway.Publishing.GitHub;

/// <summary>Brings a release on GitHub to what it should be: a draft is completed and then published, once. Run again, it goes on where it was.</summary>
internal sealed class ReleaseCompletion(IGitHubReleases github, GitHubPatience patience, IProgress<OperationProgress>? progress)
{
    private const int Attempts = 3;

    /// <summary>Makes, completes and publishes the release.</summary>
    public async Task<GitHubPublication> CompleteAsync(ReleasePlan plan, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var release = await new DraftClaim(github, plan).GetAsync(cancellation);
            try
            {
                var files = await new AssetTransfer(github, patience, progress).CompleteAsync(release, plan.Files, cancellation);
                return Describe(await PublishAsync(release, plan, cancellation), files);
            }
            catch (GitHubException gone) when (gone.Failure == GitHubFailure.RepositoryNotFound && release.Draft && attempt < Attempts)
            {
                // Another publisher took this draft for a repetition of its own.
            }
        }
    }

    /// <summary>Lets the release of a tag be the latest one; none of its files is touched.</summary>
    /// <exception cref="GitHubException"><see cref="GitHubFailure.ReleaseNotFound"/>.</exception>
    public async Task<GitHubPublication> PromoteAsync(string tag, bool isLatest, CancellationToken cancellation)
    {
        var release = await new ReleaseSearch(github).RequirePublishedAsync(tag, cancellation);
        return Describe(isLatest ? await MakeLatestAsync(release, cancellation) : release, []);
    }

    private async Task<GitHubRelease> PublishAsync(GitHubRelease release, ReleasePlan plan, CancellationToken cancellation)
    {
        if (!release.Draft)
        {
            // What was promoted since stays what it is.
            return plan.IsLatest && release.Prerelease ? await MakeLatestAsync(release, cancellation) : release;
        }

        return await github.UpdateAsync(
            release.Id,
            new GitHubChange
            {
                TagName = plan.Tag,
                TargetCommitish = plan.Commit,
                Body = plan.Notes,
                Draft = false,
                Prerelease = !plan.IsLatest,
                MakeLatest = plan.IsLatest,
            },
            cancellation);
    }

    private async Task<GitHubRelease> MakeLatestAsync(GitHubRelease release, CancellationToken cancellation)
    {
        try
        {
            return await github.UpdateAsync(release.Id, new GitHubChange { Prerelease = false, MakeLatest = true }, cancellation);
        }
        catch (GitHubException refused) when (release.Immutable && refused.Failure == GitHubFailure.Refused)
        {
            throw new GitHubException(GitHubFailure.ReleaseImmutable, $"The release {release.TagName} on GitHub is immutable, and stays a prerelease: {refused.Message}", refused)
            {
                Hint = "With immutable releases, ask for GitHub only in the channel whose releases are to be the latest.",
            };
        }
    }

    private static GitHubPublication Describe(GitHubRelease release, ImmutableArray<PublishedFile> files) =>
        new(new Uri(release.HtmlUrl), release.TagName, release.Prerelease, files);
}
