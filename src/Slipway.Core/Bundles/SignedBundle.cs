using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Bundles;

/// <summary>The two files that signing makes, checked with the signer's public key before anybody sees them.</summary>
internal sealed record SignedBundle(VerifiedManifest Manifest, byte[] ManifestFile, byte[] SignatureFile)
{
    /// <summary>Signs a manifest that describes a packed payload.</summary>
    public static async Task<SignedBundle> MakeAsync(Manifest manifest, Sha256Digest payload, ISigner signer, CancellationToken cancellation)
    {
        var file = await SignManifestAsync(manifest, signer, cancellation);
        var signature = await signer.SignAsync(BundleSignature.Message(file, payload), cancellation);

        // A signer may be a service or a device: what it answered is not believed.
        BundleVerifier.VerifyOuterSignature(file, payload, signature, [signer.PublicKey]);
        return new SignedBundle(BundleVerifier.VerifyManifest(file, [signer.PublicKey]), file, signature);
    }

    /// <summary>The signed manifest.json.</summary>
    public static async Task<byte[]> SignManifestAsync(Manifest manifest, ISigner signer, CancellationToken cancellation)
    {
        var bytes = CanonicalJson.Encode(manifest.ToJson());
        var signature = await signer.SignAsync(bytes, cancellation);
        return ManifestEnvelope.Write(bytes, signature);
    }
}
