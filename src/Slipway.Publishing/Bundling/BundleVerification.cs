using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Repository;
using Slipway.Signing;

namespace Slipway.Publishing.Bundling;

/// <summary>Verifies bundles and folders signed in place, with a public key at hand or with the keys that the repository trusts.</summary>
/// <param name="publicKeyFile">A public key's file, or null for the repository's keys.</param>
/// <param name="open">Opens the repository, when its keys are needed.</param>
public sealed class BundleVerification(string? publicKeyFile, Func<ReleaseRepository> open)
{
    /// <summary>Verifies signatures and every file.</summary>
    /// <exception cref="TrustException">Something was changed, is missing, or was signed by another key.</exception>
    public async Task<VerifiedManifest> VerifyAsync(string folder, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException(InputFailure.FileNotFound, $"The bundle {Path.GetFullPath(folder)} does not exist.");
        }

        var keys = await ReadKeysAsync(cancellation);
        return HasPayload(folder)
            ? await BundleVerifier.VerifyBundleAsync(folder, keys, progress, cancellation)
            : await BundleVerifier.VerifyTreeAsync(folder, keys, progress, cancellation);
    }

    private async Task<IReadOnlyCollection<VerificationKey>> ReadKeysAsync(CancellationToken cancellation) =>
        publicKeyFile is not null
            ? [await PublicKeyFile.ReadAsync(publicKeyFile, cancellation)]
            : [.. (await open().ReadAsync(cancellation)).KeysOf(ReleasePaths.ReleasesRole).Keys];

    /// <summary>A bundle has a payload beside its manifest, or its outer signature; a folder signed in place has neither.</summary>
    private static bool HasPayload(string folder) =>
        new[] { BundleFolder.ZstdPayload, BundleFolder.GzipPayload, BundleFolder.Signature }.Any(file => File.Exists(Path.Combine(folder, file)));
}
