namespace Slipway.Publishing.GitHub;

/// <summary>Finds the release of a tag. A draft has none yet that GitHub could look it up by, so the list is read.</summary>
internal sealed class ReleaseSearch(IGitHubReleases github)
{
    /// <summary>The published release of a tag, else its drafts, those that were made first first.</summary>
    public async Task<(GitHubRelease? Published, GitHubRelease[] Drafts)> FindAsync(string tag, CancellationToken cancellation)
    {
        List<GitHubRelease> drafts = [];
        await foreach (var release in github.ListAsync(cancellation))
        {
            if (release.TagName != tag)
            {
                continue;
            }

            if (!release.Draft)
            {
                return (release, []);
            }

            drafts.Add(release);
        }

        return (null, [.. drafts.DistinctBy(draft => draft.Id).OrderBy(draft => draft.Id)]);
    }

    /// <summary>The published release of a tag.</summary>
    /// <exception cref="GitHubException"><see cref="GitHubFailure.ReleaseNotFound"/>.</exception>
    public async Task<GitHubRelease> RequirePublishedAsync(string tag, CancellationToken cancellation)
    {
        var (published, drafts) = await FindAsync(tag, cancellation);
        return published ?? throw new GitHubException(GitHubFailure.ReleaseNotFound, drafts.Length > 0 ? $"The release {tag} on GitHub is a draft yet: it lacks files." : $"GitHub has no release {tag}.")
        {
            Hint = "Run the 'slipway publish' that made the version once more, with --github: it completes the release.",
        };
    }
}
