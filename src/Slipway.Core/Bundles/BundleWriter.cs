using Slipway.Bundles.Archives;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Bundles;

/// <summary>Packs files into a bundle. The same request gives the same bytes.</summary>
/// <remarks>
/// The bundle appears at the output path at once and whole, or not at all. An existing output is replaced if it is empty or a bundle.
/// Payload bytes depend on the version of the compression library, not on processors, times, owners or the order on the disk.
/// </remarks>
public static class BundleWriter
{
    /// <summary>Writes a bundle that <see cref="BundleSigner"/> has still to sign.</summary>
    /// <exception cref="InputException">
    /// SLP1022 unreadable or not writable, SLP1031 disk full, SLP1032 a file changed, SLP1033 the output is something else, SLP1034 no libzstd, SLP1035 level, SLP1038 hook.
    /// </exception>
    public static async Task<Manifest> WriteAsync(BundleRequest request, string output, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        using var folder = OutputFolder.Prepare(output, request.Payload.Folder);
        var (manifest, _) = await PackAsync(request, folder, progress, cancellation);
        await folder.WriteAsync(BundleFolder.Manifest, ManifestEnvelope.Write(CanonicalJson.Encode(manifest.ToJson()), signature: null), cancellation);
        folder.Publish();
        return manifest;
    }

    /// <summary>Writes and signs: the output never holds an unsigned bundle.</summary>
    /// <exception cref="InputException">As <see cref="WriteAsync"/>.</exception>
    public static async Task<VerifiedManifest> WriteSignedAsync(
        BundleRequest request, ISigner signer, string output, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        using var folder = OutputFolder.Prepare(output, request.Payload.Folder);
        var (manifest, payload) = await PackAsync(request, folder, progress, cancellation);
        var signed = await SignedBundle.MakeAsync(manifest, payload.Digest, signer, cancellation);
        await folder.WriteAsync(BundleFolder.Manifest, signed.ManifestFile, cancellation);
        await folder.WriteAsync(BundleFolder.Signature, signed.SignatureFile, cancellation);
        folder.Publish();
        return signed.Manifest;
    }

    private static async Task<(Manifest Manifest, PackedPayload Payload)> PackAsync(
        BundleRequest request, OutputFolder folder, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        ManifestBuilder.RequirePrograms(request.Description, request.Payload);
        var settings = new PayloadSettings(request.Compression, request.EffectiveLevel(), Environment.ProcessorCount);
        var (payload, digests) = await folder.WriteAsync(
            BundleFolder.PayloadName(request.Compression),
            output => PayloadPacker.PackAsync(request.Payload, output, settings, progress, cancellation));
        return (ManifestBuilder.Build(request.Description, request.Payload, digests, payload), payload);
    }
}
