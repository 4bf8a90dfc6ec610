namespace Slipway.Publishing.GitHub;

/// <summary>Gets the one release of a tag that files are put into. GitHub lets a tag have any number of drafts: of those the oldest counts.</summary>
internal sealed class DraftClaim(IGitHubReleases github, ReleasePlan plan)
{
    private readonly ReleaseSearch _search = new(github);

    /// <summary>The release: the published one, else the oldest draft, else a new one.</summary>
    public async Task<GitHubRelease> GetAsync(CancellationToken cancellation)
    {
        var (published, drafts) = await _search.FindAsync(plan.Tag, cancellation);
        if (published is null && drafts.Length == 0)
        {
            (published, drafts) = await CreateAsync(cancellation);
        }

        foreach (var repeated in drafts.Skip(1))
        {
            await DeleteIfOursAsync(repeated, cancellation);
        }

        return published ?? drafts[0];
    }

    /// <summary>The list is read again: another publisher may have made one at the same moment, and an answer that was lost may have made ours.</summary>
    private async Task<(GitHubRelease? Published, GitHubRelease[] Drafts)> CreateAsync(CancellationToken cancellation)
    {
        GitHubRelease? created = null;
        GitHubException? lost = null;
        try
        {
            created = await github.CreateAsync(new GitHubDraft(plan.Tag, plan.Commit, plan.Title, plan.Notes ?? "", !plan.IsLatest), cancellation);
        }
        catch (GitHubException failed) when (failed.Failure == GitHubFailure.Unavailable)
        {
            lost = failed;
        }

        var (published, drafts) = await _search.FindAsync(plan.Tag, cancellation);
        if (published is null && created is not null && drafts.All(draft => draft.Id != created.Id))
        {
            // A list may lag behind.
            drafts = [.. drafts.Append(created).OrderBy(draft => draft.Id)];
        }

        return published is null && drafts.Length == 0 ? throw lost! : (published, drafts);
    }

    /// <summary>What another draft holds that this one does not get is not ours to delete.</summary>
    private async Task DeleteIfOursAsync(GitHubRelease draft, CancellationToken cancellation)
    {
        if (draft.Name != plan.Title || (draft.Body ?? "") != (plan.Notes ?? ""))
        {
            return;
        }

        var names = plan.Files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        try
        {
            if ((await github.ListAssetsAsync(draft.Id, cancellation)).All(asset => names.Contains(asset.Name)))
            {
                await github.DeleteAsync(draft.Id, cancellation);
            }
        }
        catch (GitHubException gone) when (gone.Failure == GitHubFailure.RepositoryNotFound)
        {
            // Another publisher has deleted it meanwhile. Where the whole repository is gone, the next request says so.
        }
    }
}
