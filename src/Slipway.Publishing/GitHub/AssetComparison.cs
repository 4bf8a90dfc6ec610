namespace Slipway.Publishing.GitHub;

/// <summary>Tells whether an asset is the file that it should be.</summary>
internal sealed class AssetComparison(IGitHubReleases github)
{
    // More than any signature has.
    private const int MaxEquivalent = 1024;

    /// <summary>Compares. Where GitHub says no digest, the asset's bytes are read.</summary>
    public async Task<bool> IsRightAsync(GitHubAsset asset, ReleaseFile file, CancellationToken cancellation)
    {
        if (!asset.IsUploaded)
        {
            return false;
        }

        if (file.IsEquivalent is { } isEquivalent && asset.Sha256Digest != file.Content.Digest)
        {
            return asset.Size <= MaxEquivalent && isEquivalent(await ReadAsync(asset, cancellation));
        }

        return asset.Size == file.Content.Length && (asset.Sha256Digest ?? await HashAsync(asset, cancellation)) == file.Content.Digest;
    }

    private async Task<byte[]> ReadAsync(GitHubAsset asset, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await github.ReadAssetAsync(asset.Id, bytes, cancellation);
        return bytes.ToArray();
    }

    private async Task<Sha256Digest> HashAsync(GitHubAsset asset, CancellationToken cancellation)
    {
        using var hash = new HashingStream();
        await github.ReadAssetAsync(asset.Id, hash, cancellation);
        return hash.Digest();
    }
}
