using System.Collections.Immutable;
using Slipway.Agent.Device;
using Slipway.Agent.Strategies;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Agent.Downloads;

/// <summary>Fetches a release: what was signed first, and the payload only when everything that is said of it agrees.</summary>
public sealed class ReleaseDownload(
    ReleaseReference release, DeviceConfiguration configuration, ApplyStrategies strategies, TufClient client, ImmutableArray<VerificationKey> keys)
{
    /// <summary>Fetches and verifies everything but the payload: manifest, both signatures, and that the payload which is listed is the one they are over.</summary>
    /// <exception cref="TrustException">Something is not what was signed, not what the channel pins, or not for this device.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>.</exception>
    public async Task<SignedRelease> FetchAsync(CancellationToken cancellation)
    {
        var bytes = await FetchManifestAsync(cancellation);
        var verified = BundleVerifier.VerifyManifest(bytes, keys);
        RequireOurs(verified.Manifest, release, configuration, strategies);
        var signature = await client.ReadTargetAsync(await FindAsync(BundleFolder.Signature, cancellation), BundleLimits.SignatureBytes, cancellation);
        BundleVerifier.VerifyOuterSignature(bytes, verified.Manifest.PayloadDigest!, signature, [verified.SignedBy]);
        var payload = await FindAsync(verified.Manifest.Payload!, cancellation);
        RequireSigned(payload, verified.Manifest);
        return new SignedRelease(verified, bytes, payload);
    }

    /// <summary>Rightly signed is not enough: it has to be what this device was offered (ATTACKS A16), in a way that it can apply.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Foreign"/>.</exception>
    public static void RequireOurs(Manifest manifest, ReleaseReference release, DeviceConfiguration configuration, ApplyStrategies strategies)
    {
        var strategy = strategies.Names.Contains(manifest.ApplyStrategy) ? manifest.ApplyStrategy : string.Join(" or ", strategies.Names);
        var found = $"{manifest.Product} {manifest.Version} for {manifest.Runtime}, strategy {manifest.ApplyStrategy}";
        var expected = $"{configuration.Product} {release.Version} for {configuration.Runtime}, strategy {strategy}";
        if (found != expected)
        {
            throw new TrustException(TrustFailure.Foreign, release.ManifestPath, $"The manifest is of {found}: expected {expected}.");
        }

        if (manifest.MinCurrentVersion != release.MinCurrentVersion)
        {
            // The decision was made on the channel's word; it is the builder who knows what the release can be installed over.
            throw new TrustException(TrustFailure.Foreign, release.ManifestPath,
                $"The manifest of {release.Version} has the min_current_version {manifest.MinCurrentVersion?.ToString() ?? "none"}: the offer says {release.MinCurrentVersion?.ToString() ?? "none"}.");
        }

        if (manifest.Payload is null)
        {
            throw new TrustException(TrustFailure.Foreign, release.ManifestPath, "The manifest describes a folder signed in place: expected one with a payload.");
        }
    }

    private async Task<byte[]> FetchManifestAsync(CancellationToken cancellation)
    {
        var file = await client.FindTargetAsync(release.ManifestPath, cancellation) ?? throw NotListed(release.ManifestPath);
        return file.Digest == release.ManifestDigest
            ? await client.ReadTargetAsync(file, BundleLimits.MaxManifestBytes, cancellation)
            : throw new TrustException(
                TrustFailure.DigestMismatch,
                release.ManifestPath,
                $"The manifest of {release.Version} has the digest {file.Digest}: the offer pins {release.ManifestDigest}.");
    }

    private async Task<TargetFile> FindAsync(string name, CancellationToken cancellation)
    {
        var path = release.PathOf(name);
        return await client.FindTargetAsync(path, cancellation) ?? throw NotListed(path);
    }

    /// <summary>The digest that the download is held against is the signed one: then the payload needs no second look once it is here.</summary>
    private static void RequireSigned(TargetFile payload, Manifest manifest)
    {
        if (payload.Digest != manifest.PayloadDigest)
        {
            throw new TrustException(
                TrustFailure.DigestMismatch, payload.Path, $"{payload.Path} is listed with the digest {payload.Digest}: the manifest says {manifest.PayloadDigest}.");
        }

        if (payload.Length != manifest.PayloadSize)
        {
            throw new TrustException(
                TrustFailure.LengthMismatch, payload.Path, $"{payload.Path} is listed with {payload.Length} bytes: the manifest says {manifest.PayloadSize}.");
        }
    }

    private static TrustException NotListed(string path) =>
        new(TrustFailure.TargetNotFound, path, $"The offer names {path}, but the releases role does not list it.");
}
