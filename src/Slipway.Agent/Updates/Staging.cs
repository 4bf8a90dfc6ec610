using System.Collections.Immutable;
using Slipway.Agent.Device;
using Slipway.Agent.Downloads;
using Slipway.Agent.Strategies;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Agent.Updates;

/// <summary>Turns a release that the channel pins into a complete, verified, durable tree below <c>versions/</c>, or leaves nothing.</summary>
/// <remarks>Nothing but the part of a payload that has come, where the network broke off: the next run continues it.</remarks>
public sealed class Staging(DeviceLayout layout, DeviceConfiguration configuration, StepLog log, TimeProvider clock)
{
    private readonly InstalledVersions _installed = new(layout);
    private readonly ApplyStrategies _strategies = new(layout);
    private readonly PartialPayloads _partial = new(layout);

    /// <summary>Makes sure that the release lies complete below <c>versions/</c>; a verified copy that is there already is used.</summary>
    /// <param name="release">What to install.</param>
    /// <param name="client">Where it is from.</param>
    /// <param name="progress">Makes what is told the bytes that have come, for a payload of so many.</param>
    /// <param name="cancellation">Stops it; what has come stays.</param>
    /// <exception cref="TrustException">The release is not what was signed, or not for this device.</exception>
    /// <exception cref="DeviceException">The repository cannot be reached, or the disk is full.</exception>
    public async Task<(InstalledTree Tree, Manifest Manifest)> PrepareAsync(
        ReleaseReference release, TufClient client, Func<long, IProgress<long>> progress, CancellationToken cancellation)
    {
        var keys = BuilderKeys(client);
        var tree = ChooseTree(release.Version);
        if (await TryReuseAsync(tree, release, keys, cancellation) is { } present)
        {
            ReleaseDownload.RequireOurs(present.Manifest, release, configuration, _strategies);
            await ApproveAsync(tree, present, keys, cancellation);
            _partial.Clear();
            log.Say($"{tree} is on the disk already, verified");
            return (tree, present.Manifest);
        }

        var signed = await new ReleaseDownload(release, configuration, _strategies, client, keys).FetchAsync(cancellation);
        log.Say($"manifest signature verified: {signed.Verified.Manifest.BundleName}");
        RequireSpace(signed);
        await InstallAsync(signed, tree, client, keys, progress(signed.Payload.Length), cancellation);
        return (tree, signed.Verified.Manifest);
    }

    /// <summary>Removes what there is of a payload that is not wanted any more.</summary>
    public void Forget() => _partial.Clear();

    private static ImmutableArray<VerificationKey> BuilderKeys(TufClient client) =>
        client.DelegationTo(ReleasePaths.ReleasesRole) is { } releases
            ? [.. releases.Keys.Keys]
            : throw new TrustException(TrustFailure.TargetNotFound, ReleasePaths.ReleasesRole, "The repository delegates to no releases role.");

    /// <summary>The folder to install into: never one that a link names.</summary>
    private InstalledTree ChooseTree(SemanticVersion version)
    {
        var tree = InstalledTree.Of(version);
        var isTaken = tree == _installed.Current || (tree == _installed.Previous && tree.Version == _installed.Current?.Version);
        return isTaken ? tree.OtherCopy() : tree;
    }

    private async Task<VerifiedManifest?> TryReuseAsync(
        InstalledTree tree, ReleaseReference release, ImmutableArray<VerificationKey> keys, CancellationToken cancellation)
    {
        if (!Directory.Exists(layout.FolderOf(tree)))
        {
            return null;
        }

        try
        {
            var verified = await BundleVerifier.VerifyTreeAsync(layout.FolderOf(tree), keys, progress: null, cancellation);
            if (verified.Digest == release.ManifestDigest)
            {
                return verified;
            }
        }
        catch (SlipwayException)
        {
            // Damaged, or of a builder that is trusted no more: it is fetched again.
        }

        // Its files go later: ext4 is slow to make new ones while it is busy with forgetting old ones.
        _installed.SetAside(tree);
        return null;
    }

    /// <summary>What crashes left is in the way only where there is no room besides.</summary>
    private void RequireSpace(SignedRelease signed)
    {
        var manifest = signed.Verified.Manifest;
        var space = new DiskSpace(layout);
        try
        {
            space.Require(manifest, _partial.LengthOf(manifest.PayloadDigest!));
        }
        catch (DeviceException)
        {
            _installed.RemoveLeftovers();
            space.Require(manifest, _partial.LengthOf(manifest.PayloadDigest!));
        }
    }

    private async Task InstallAsync(
        SignedRelease signed, InstalledTree tree, TufClient client, ImmutableArray<VerificationKey> keys, IProgress<long> progress, CancellationToken cancellation)
    {
        try
        {
            await using var payload = _partial.Open(signed.Payload.Digest!);
            await DownloadAsync(signed, payload, client, progress, cancellation);
            payload.Position = 0;
            ReturnMemory();
            using var folder = StagingFolder.Create(layout);
            await folder.ExtractAsync(signed, payload, cancellation);
            log.Say("staging extracted");

            // Before the file system is flushed: what is not on the disk yet of the payload would be written for nothing.
            await payload.DisposeAsync();
            _partial.Clear();
            await ApproveAsync(tree, signed.Verified, keys, cancellation);
            folder.MoveTo(layout.FolderOf(tree));
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or DeviceException { IsTransport: true }))
        {
            _partial.Clear();
            throw failure is IOException or UnauthorizedAccessException ? Unwritten(signed, failure) : failure;
        }
    }

    /// <summary>What reading metadata and manifest took is given back before the decompressor asks for its own: a device may have 64 MB in all.</summary>
    private static void ReturnMemory() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private DeviceException Unwritten(SignedRelease signed, Exception failure) =>
        new(DeviceFailure.Disk, $"{signed.Verified.Manifest.Version} could not be written: {failure.Message}", failure)
        {
            Hint = $"Make room on the file systems of {layout.Versions} and {layout.State}. What was begun has been removed.",
        };

    private async Task DownloadAsync(SignedRelease signed, FileStream payload, TufClient client, IProgress<long> progress, CancellationToken cancellation)
    {
        if (payload.Length > 0)
        {
            log.Say($"continuing after {payload.Length:N0} bytes that an earlier run received");
        }

        await client.DownloadAsync(signed.Payload, payload, progress, cancellation);
        log.Say($"downloaded {signed.Verified.Manifest.Payload} ({payload.Length:N0} bytes)");
        log.Say("signature verified");
    }

    private Task ApproveAsync(InstalledTree tree, VerifiedManifest verified, ImmutableArray<VerificationKey> keys, CancellationToken cancellation) =>
        _installed.ApproveAsync(tree, new Approval(verified.Manifest.Version, verified.Digest, keys, clock.GetUtcNow()), cancellation);
}
