using Slipway.Signing;

namespace Slipway.Bundles;

/// <summary>Signs bundles that were written, and folders in place. Signing the same again gives the same bytes.</summary>
public static class BundleSigner
{
    /// <summary>Signs the bundle in <paramref name="folder"/>: manifest.json is replaced atomically, then signature.sig is written.</summary>
    /// <remarks>The payload is hashed first: what does not fit its manifest is not signed.</remarks>
    /// <exception cref="TrustException">SLP2004, SLP2005: the payload is not the manifest's. SLP2007: not a manifest.</exception>
    /// <exception cref="InputException">SLP1021, SLP1022: a file of the bundle is missing or cannot be read or written.</exception>
    public static Task<VerifiedManifest> SignAsync(string folder, ISigner signer, CancellationToken cancellation) => SignAsync(folder, _ => signer, cancellation);

    /// <summary>As <see cref="SignAsync(string, ISigner, CancellationToken)"/>, with a signer for what the manifest describes.</summary>
    public static async Task<VerifiedManifest> SignAsync(string folder, Func<Manifest, ISigner> choose, CancellationToken cancellation)
    {
        BundleFiles.RequireFolder(folder);
        var file = await BundleFiles.ReadManifestAsync(folder, cancellation);
        var manifest = ManifestEnvelope.Read(file).ReadUnverified();
        await BundleFiles.RequirePayloadAsync(folder, manifest, null, cancellation);

        var signed = await SignedBundle.MakeAsync(manifest, manifest.PayloadDigest!, choose(manifest), cancellation);
        await BundleFiles.WriteAsync(Path.Join(folder, BundleFolder.Manifest), signed.ManifestFile, cancellation);
        await BundleFiles.WriteAsync(Path.Join(folder, BundleFolder.Signature), signed.SignatureFile, cancellation);
        return signed.Manifest;
    }

    /// <summary>Describes and signs a folder as it is, without packing it. A manifest.json and a signature.sig at its top are not part of it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="outputManifest">Where the signed manifest goes; inside the folder it is <c>manifest.json</c> at the top.</param>
    /// <param name="description">What the publisher says about it.</param>
    /// <param name="signer">The builder's key.</param>
    /// <param name="cancellation">Stops it; nothing is written then.</param>
    /// <exception cref="InputException">As <see cref="PayloadSource.FromFolder(string)"/>, and SLP1031, SLP1032, SLP1038.</exception>
    public static async Task<VerifiedManifest> SignTreeAsync(
        string folder, string outputManifest, BundleDescription description, ISigner signer, CancellationToken cancellation)
    {
        var source = PayloadSource.FromFolder(folder, isInPlace: true);
        ManifestBuilder.RequirePrograms(description, source);
        var digests = await TreeDigests.OfAsync(source, cancellation);
        var manifest = ManifestBuilder.Build(description, source, digests, payload: null);
        var file = await SignedBundle.SignManifestAsync(manifest, signer, cancellation);
        var verified = BundleVerifier.VerifyManifest(file, [signer.PublicKey]);
        await BundleFiles.WriteAsync(outputManifest, file, cancellation);
        return verified;
    }
}
