using System.Collections.Immutable;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.GitHub;

/// <summary>What is asked of GitHub's REST API about the releases of one repository. May be used by several at once.</summary>
/// <remarks>Every call throws <see cref="GitHubException"/> when GitHub refuses, and waits and tries again by itself where that is sure to do no harm.</remarks>
internal interface IGitHubReleases : IDisposable
{
    /// <summary>All releases, those that were made last first. Drafts are among them if the token may write.</summary>
    IAsyncEnumerable<GitHubRelease> ListAsync(CancellationToken cancellation);

    /// <summary>Makes a draft. Not tried again: an answer that was lost may have made one.</summary>
    Task<GitHubRelease> CreateAsync(GitHubDraft draft, CancellationToken cancellation);

    /// <summary>Changes a release.</summary>
    Task<GitHubRelease> UpdateAsync(long release, GitHubChange change, CancellationToken cancellation);

    /// <summary>Deletes a release. One that is not there is deleted.</summary>
    Task DeleteAsync(long release, CancellationToken cancellation);

    /// <summary>All assets of a release, those that did not arrive whole, too.</summary>
    Task<ImmutableArray<GitHubAsset>> ListAssetsAsync(long release, CancellationToken cancellation);

    /// <summary>Uploads an asset as a stream. Not tried again: what failed may have left half of it.</summary>
    /// <returns>Null if the release has an asset of this name.</returns>
    /// <exception cref="InputException"><see cref="InputFailure.FileChanged"/>: the content is not the one that it should be.</exception>
    Task<GitHubAsset?> UploadAsync(GitHubRelease release, string name, StoreContent content, Action<long>? sent, CancellationToken cancellation);

    /// <summary>Deletes an asset. One that is not there is deleted.</summary>
    Task DeleteAssetAsync(long asset, CancellationToken cancellation);

    /// <summary>Reads an asset's bytes into <paramref name="destination"/>.</summary>
    Task ReadAssetAsync(long asset, Stream destination, CancellationToken cancellation);
}
