using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Releases;

/// <summary>A bundle in a folder that has been verified, and the files of it that are published.</summary>
internal sealed record SignedBundle(string Folder, VerifiedManifest Verified)
{
    public Manifest Manifest => Verified.Manifest;

    /// <summary>How offers name it.</summary>
    public ReleaseReference Reference => new(
        Manifest.Version,
        PathOf(BundleFolder.Manifest),
        Verified.Digest,
        new FileInfo(Path.Combine(Folder, BundleFolder.Manifest)).Length,
        Manifest.MinCurrentVersion);

    /// <summary>The target paths and contents, in the order of DESIGN §3.</summary>
    public IEnumerable<(string Path, StoreContent Content)> Contents()
    {
        yield return Small(BundleFolder.Manifest);
        yield return (PathOf(Manifest.Payload!), StoreContent.OfFile(Path.Combine(Folder, Manifest.Payload!), Manifest.PayloadSize, Manifest.PayloadDigest!));
        yield return Small(BundleFolder.Signature);
    }

    private (string Path, StoreContent Content) Small(string file) => (PathOf(file), StoreContent.Of(File.ReadAllBytes(Path.Combine(Folder, file))));

    private string PathOf(string file) => ReleasePaths.Bundle(Manifest.Version, Manifest.Runtime, file);
}
