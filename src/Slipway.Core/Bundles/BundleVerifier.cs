using System.Collections.Immutable;
using Slipway.Bundles.Archives;
using Slipway.Signing;

namespace Slipway.Bundles;

/// <summary>Decides whether a manifest, a bundle or an installed tree is what a trusted key signed.</summary>
/// <remarks>It returns only if everything fits; the first thing that does not is a refusal. Nothing is changed. Thread-safe.</remarks>
public static class BundleVerifier
{
    /// <summary>Checks the signature in manifest.json, and only then reads the manifest.</summary>
    /// <param name="manifestFile">The bytes of manifest.json.</param>
    /// <param name="keys">The keys of which one must fit.</param>
    /// <exception cref="TrustException">SLP2006 too long, SLP2007 malformed, SLP2011 the signature fits no key.</exception>
    public static VerifiedManifest VerifyManifest(ReadOnlySpan<byte> manifestFile, IReadOnlyCollection<VerificationKey> keys)
    {
        var (manifest, key) = ManifestEnvelope.Read(manifestFile).Require(keys);
        return new VerifiedManifest(manifest, Sha256Digest.Of(manifestFile), key);
    }

    /// <summary>Checks signature.sig, which is over the bytes of manifest.json and the payload's digest.</summary>
    /// <exception cref="TrustException">SLP2011: it fits none of <paramref name="keys"/>.</exception>
    public static void VerifyOuterSignature(
        ReadOnlySpan<byte> manifestFile, Sha256Digest payloadDigest, ReadOnlySpan<byte> signature, IReadOnlyCollection<VerificationKey> keys)
    {
        var message = BundleSignature.Message(manifestFile, payloadDigest);
        foreach (var key in keys)
        {
            if (key.Verify(message, signature))
            {
                return;
            }
        }

        throw SignatureRefusal.Of(BundleFolder.Signature, $"{BundleFolder.Signature} has {signature.Length} bytes and fits none of the {keys.Count} trusted keys");
    }

    /// <summary>Checks a bundle: both signatures by one key, the payload's length and digest, and then every file inside.</summary>
    /// <remarks>The payload is decompressed only after its digest was found right.</remarks>
    /// <exception cref="TrustException">
    /// SLP2004 length, SLP2005 digest, SLP2006 too long, SLP2007 malformed, SLP2008 archive, SLP2011 signature, SLP2012 a file is missing.
    /// </exception>
    /// <exception cref="InputException">SLP1021, SLP1022: the folder does not exist, or a file cannot be read. SLP1034: no libzstd.</exception>
    public static async Task<VerifiedManifest> VerifyBundleAsync(
        string folder, IReadOnlyCollection<VerificationKey> keys, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        BundleFiles.RequireFolder(folder);
        var manifestFile = await BundleFiles.ReadManifestAsync(folder, cancellation);
        var verified = VerifyManifest(manifestFile, keys);
        var manifest = verified.Manifest;
        BundleFiles.RequirePayload(folder, manifest);
        var signature = await BundleFiles.ReadSignatureAsync(folder, cancellation);
        VerifyOuterSignature(manifestFile, manifest.PayloadDigest!, signature, [verified.SignedBy]);

        await BundleFiles.RequirePayloadAsync(folder, manifest, new OperationMeter("hashing", manifest.PayloadSize, progress), cancellation);
        await using var payload = BundleFiles.OpenPayload(folder, manifest);
        await PayloadUnpacker.UnpackAsync(payload, manifest, new CheckOnlyTarget(), new OperationMeter("checking", manifest.UnpackedSize, progress), cancellation);
        return verified;
    }

    /// <summary>Checks an installed tree or a folder signed in place: the signature, every file, mode and link, and that nothing was added.</summary>
    /// <remarks>signature.sig is checked when it is there and the manifest names a payload. Empty folders are not looked at.</remarks>
    /// <exception cref="TrustException">SLP2005 digest, SLP2006 too long, SLP2007 malformed, SLP2011 signature, SLP2012 missing, added, mode or link.</exception>
    /// <exception cref="InputException">SLP1021, SLP1022: the folder does not exist, or a file cannot be read.</exception>
    public static async Task<VerifiedManifest> VerifyTreeAsync(
        string folder, IReadOnlyCollection<VerificationKey> keys, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var (verified, tree) = await OpenTreeAsync(folder, keys, cancellation);
        Require(tree.InspectNames());
        Require(await tree.InspectContentsAsync(new OperationMeter("verifying", verified.Manifest.UnpackedSize, progress), cancellation));
        return verified;
    }

    /// <summary>As <see cref="VerifyTreeAsync"/>, but says all that is wrong with files and links rather than the first thing.</summary>
    /// <exception cref="TrustException">SLP2006 too long, SLP2007 malformed, SLP2011 signature: nothing is known about the files then. SLP2012: no manifest.</exception>
    /// <exception cref="InputException">SLP1021, SLP1022: the folder does not exist, or a folder in it cannot be read.</exception>
    public static async Task<TreeInspection> InspectTreeAsync(
        string folder, IReadOnlyCollection<VerificationKey> keys, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var (verified, tree) = await OpenTreeAsync(folder, keys, cancellation);
        var names = tree.InspectNames();
        var contents = await tree.InspectContentsAsync(new OperationMeter("verifying", verified.Manifest.UnpackedSize, progress), cancellation);
        return new TreeInspection(verified, [.. names.Concat(contents).OrderBy(finding => finding.Path, StringComparer.Ordinal)]);
    }

    private static void Require(ImmutableArray<TreeFinding> findings)
    {
        if (!findings.IsEmpty)
        {
            throw findings[0].Refusal;
        }
    }

    /// <summary>What a folder should hold, its signatures checked.</summary>
    private static async Task<(VerifiedManifest Manifest, TreeVerifier Tree)> OpenTreeAsync(
        string folder, IReadOnlyCollection<VerificationKey> keys, CancellationToken cancellation)
    {
        BundleFiles.RequireFolder(folder);
        var manifestFile = await BundleFiles.ReadManifestAsync(folder, cancellation);
        var verified = VerifyManifest(manifestFile, keys);
        if (verified.Manifest.PayloadDigest is { } payload && File.Exists(Path.Join(folder, BundleFolder.Signature)))
        {
            var signature = await BundleFiles.ReadSignatureAsync(folder, cancellation);
            VerifyOuterSignature(manifestFile, payload, signature, [verified.SignedBy]);
        }

        return (verified, new TreeVerifier(Path.GetFullPath(folder), verified.Manifest));
    }
}
