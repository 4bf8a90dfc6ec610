using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Slipway.Publishing.GitHub;

/// <summary>Gives a release the files that it should have: what is there already stays, what is broken is replaced, what is missing is uploaded.</summary>
internal sealed class AssetTransfer(IGitHubReleases github, GitHubPatience patience, IProgress<OperationProgress>? progress)
{
    private const int Parallel = 3;

    private readonly AssetComparison _comparison = new(github);

    /// <summary>Completes the release.</summary>
    /// <returns>Its files.</returns>
    /// <exception cref="GitHubException">
    /// <see cref="GitHubFailure.AssetDiffers"/>: it is published with other bytes. <see cref="GitHubFailure.ReleaseImmutable"/>: it lacks files and takes none.
    /// </exception>
    public async Task<ImmutableArray<PublishedFile>> CompleteAsync(GitHubRelease release, ImmutableArray<ReleaseFile> files, CancellationToken cancellation)
    {
        var assets = await ListAsync(release, cancellation);
        var missing = await FindMissingAsync(assets, files, cancellation);
        if (!release.Draft)
        {
            RequireAddable(release, assets, missing);
        }

        var bytes = new TransferProgress(progress, missing.Sum(file => file.Content.Length));
        await System.Threading.Tasks.Parallel.ForEachAsync(
            missing,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (file, stop) => await UploadAsync(release, file, assets.GetValueOrDefault(file.Name), bytes, stop));

        if (missing.Length > 0)
        {
            await RequireCompleteAsync(release, files, cancellation);
        }

        return [.. files.Select(file => new PublishedFile(file.Name, file.Content.Digest, file.Content.Length, missing.Contains(file)))];
    }

    private async Task<ImmutableArray<ReleaseFile>> FindMissingAsync(Dictionary<string, GitHubAsset> assets, ImmutableArray<ReleaseFile> files, CancellationToken cancellation)
    {
        ConcurrentDictionary<string, bool> right = new(StringComparer.Ordinal);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            files.Where(file => assets.ContainsKey(file.Name)),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (file, stop) => right[file.Name] = await _comparison.IsRightAsync(assets[file.Name], file, stop));
        return [.. files.Where(file => !right.GetValueOrDefault(file.Name))];
    }

    /// <summary>What people may have downloaded is not replaced.</summary>
    private static void RequireAddable(GitHubRelease release, Dictionary<string, GitHubAsset> assets, ImmutableArray<ReleaseFile> missing)
    {
        if (missing.FirstOrDefault(file => assets.GetValueOrDefault(file.Name)?.IsUploaded == true) is { } different)
        {
            throw Differs(release, different, assets[different.Name]);
        }

        if (release.Immutable && missing.Length > 0)
        {
            throw new GitHubException(GitHubFailure.ReleaseImmutable, $"The release {release.TagName} on GitHub lacks {missing[0].Name} and is immutable, so nobody can add it.")
            {
                Hint = "Publish under the next version.",
            };
        }
    }

    /// <summary>An answer that was lost, a failure in the middle, another publisher: what counts is what GitHub has afterwards.</summary>
    private async Task UploadAsync(GitHubRelease release, ReleaseFile file, GitHubAsset? inTheWay, TransferProgress bytes, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await RemoveAsync(release, file, inTheWay, cancellation);
            var (asset, failure) = await TryUploadAsync(release, file, bytes, cancellation);
            inTheWay = asset ?? (await ListAsync(release, cancellation)).GetValueOrDefault(file.Name);
            if (inTheWay is not null && await _comparison.IsRightAsync(inTheWay, file, cancellation))
            {
                return;
            }

            failure ??= new GitHubException(GitHubFailure.Unavailable, $"GitHub does not have {file.Name} as it was sent.");
            if (attempt == GitHubPatience.Attempts)
            {
                throw failure;
            }

            await patience.PauseAsync(attempt, failure, cancellation);
        }
    }

    private async Task<(GitHubAsset? Asset, GitHubException? Failure)> TryUploadAsync(GitHubRelease release, ReleaseFile file, TransferProgress bytes, CancellationToken cancellation)
    {
        try
        {
            var asset = await github.UploadAsync(release, file.Name, file.Content, sent => bytes.Report(file.Name, sent), cancellation);
            return asset is not null && asset.Name != file.Name ? throw Renamed(file, asset) : (asset, null);
        }
        catch (GitHubException failed) when (failed.Failure == GitHubFailure.Unavailable)
        {
            return (null, failed);
        }
    }

    private async Task RemoveAsync(GitHubRelease release, ReleaseFile file, GitHubAsset? inTheWay, CancellationToken cancellation)
    {
        if (inTheWay is { IsUploaded: true } && !release.Draft)
        {
            throw Differs(release, file, inTheWay);
        }

        if (inTheWay is not null)
        {
            await github.DeleteAssetAsync(inTheWay.Id, cancellation);
        }
    }

    private async Task RequireCompleteAsync(GitHubRelease release, ImmutableArray<ReleaseFile> files, CancellationToken cancellation)
    {
        var assets = await ListAsync(release, cancellation);
        if ((await FindMissingAsync(assets, files, cancellation)).FirstOrDefault() is { } missing)
        {
            throw new GitHubException(GitHubFailure.Unavailable, $"{missing.Name} was uploaded, and GitHub does not list it as it was sent: another publisher may be at work on {release.TagName}.");
        }
    }

    private async Task<Dictionary<string, GitHubAsset>> ListAsync(GitHubRelease release, CancellationToken cancellation) =>
        (await github.ListAssetsAsync(release.Id, cancellation)).DistinctBy(asset => asset.Name).ToDictionary(asset => asset.Name, StringComparer.Ordinal);

    private static GitHubException Differs(GitHubRelease release, ReleaseFile file, GitHubAsset found) =>
        new(GitHubFailure.AssetDiffers, $"The release {release.TagName} is published on GitHub with another {file.Name}: found {found.Digest ?? "other bytes"}, expected sha256:{file.Content.Digest}.")
        {
            Hint = "A published release never changes. Publish under the next version, and all runtimes and files of a version at once.",
        };

    private static GitHubException Renamed(ReleaseFile file, GitHubAsset asset) =>
        new(GitHubFailure.AssetInvalid, $"GitHub renamed {file.Name} to {asset.Name}: expected it to keep the name, which {ReleaseFiles.Sums} lists.");
}
