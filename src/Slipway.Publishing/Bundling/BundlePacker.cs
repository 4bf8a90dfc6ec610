using Slipway.Bundles;
using Slipway.Health;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;

namespace Slipway.Publishing.Bundling;

/// <summary>Packs a payload into a bundle.</summary>
public static class BundlePacker
{
    /// <summary>Packs, and signs when there is a key. The folder appears complete or not at all.</summary>
    /// <param name="request">What to pack.</param>
    /// <param name="key">The builder's key, or null for a bundle that is signed later.</param>
    /// <param name="progress">Told of the bytes packed.</param>
    /// <param name="cancellation">Stops it; nothing is left behind.</param>
    /// <exception cref="InputException">The payload cannot be packed as it is.</exception>
    public static async Task<PackedBundle> PackAsync(
        PackRequest request, SigningKey? key, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var description = new BundleDescription
        {
            Product = request.Product,
            Version = request.Version,
            Runtime = request.Runtime,
            Timestamp = request.Timestamp ?? await SourceTime.ReadAsync(request.ProjectFolder, cancellation),
            MinCurrentVersion = request.MinCurrentVersion,
            RollbackVersion = request.RollbackVersion,
            Health = request.Health ?? HealthContract.Default,
            Hooks = request.Hooks,
        };
        var bundle = new BundleRequest
        {
            Description = description,
            Payload = request.Payload,
            Compression = request.Compression,
            Level = request.Level,
        };

        var manifest = await WriteAsync(bundle, request.OutputFolder, key, progress, cancellation);

        var digest = Sha256Digest.Of(await File.ReadAllBytesAsync(Path.Combine(request.OutputFolder, BundleFolder.Manifest), cancellation));
        return new PackedBundle(request.OutputFolder, manifest, digest, key is not null);
    }

    private static async Task<Manifest> WriteAsync(
        BundleRequest bundle, string output, SigningKey? key, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        if (key is null)
        {
            return await BundleWriter.WriteAsync(bundle, output, progress, cancellation);
        }

        using var signer = key.For(SigningPurpose.Bundle(bundle.Description.Version));
        return (await BundleWriter.WriteSignedAsync(bundle, signer, output, progress, cancellation)).Manifest;
    }
}
