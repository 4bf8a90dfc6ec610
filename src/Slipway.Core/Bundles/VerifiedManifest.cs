using Slipway.Signing;

namespace Slipway.Bundles;

/// <summary>A manifest whose signature fitted a trusted key. Only <see cref="BundleVerifier"/> makes one.</summary>
public sealed class VerifiedManifest
{
    internal VerifiedManifest(Manifest manifest, Sha256Digest digest, VerificationKey signedBy)
    {
        Manifest = manifest;
        Digest = digest;
        SignedBy = signedBy;
    }

    /// <summary>What was signed.</summary>
    public Manifest Manifest { get; }

    /// <summary>The digest of manifest.json's bytes, by which offers name a release.</summary>
    public Sha256Digest Digest { get; }

    /// <summary>The key that the signature fits.</summary>
    public VerificationKey SignedBy { get; }
}
