using System.Collections.Immutable;
using System.Security.Cryptography;
using Slipway.Agent.Device;
using Slipway.Agent.Strategies;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Signing;
using Slipway.Storage;
using Slipway.Tuf;

namespace Slipway.Agent.Updates;

/// <summary>Turns a release that the channel pins into a complete, verified, durable tree below <c>versions/</c>, or leaves nothing.</summary>
public sealed class Staging(DeviceLayout layout, DeviceConfiguration configuration, StepLog log, TimeProvider clock)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // What runs the product need not be the user who installs it, and that user's umask must not decide whether it can.
    private const UnixFileMode EveryoneReads = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode EveryoneEnters = EveryoneReads | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly InstalledVersions _installed = new(layout);
    private readonly ApplyStrategies _strategies = new(layout);

    /// <summary>Makes sure that the release lies complete below <c>versions/</c>; a verified copy that is there already is used.</summary>
    /// <exception cref="TrustException">The release is not what was signed, or not for this device.</exception>
    /// <exception cref="DeviceException">The repository cannot be reached, or the disk is full.</exception>
    public async Task<(InstalledTree Tree, Manifest Manifest)> PrepareAsync(ReleaseReference release, TufClient client, CancellationToken cancellation)
    {
        var keys = BuilderKeys(client);
        var tree = ChooseTree(release.Version);
        if (await TryReuseAsync(tree, release, keys, cancellation) is { } present)
        {
            RequireOurs(present.Manifest, release);
            await _installed.ApproveAsync(tree, new Approval(release.Version, present.Digest, keys, clock.GetUtcNow()), cancellation);
            log.Say($"{tree} is on the disk already, verified");
            return (tree, present.Manifest);
        }

        var folder = CreateFolder();
        try
        {
            var verified = await DownloadAsync(release, client, keys, folder, cancellation);
            await ExtractAsync(verified, folder, cancellation);
            await PublishAsync(tree, folder, new Approval(release.Version, verified.Digest, keys, clock.GetUtcNow()), cancellation);
            return (tree, verified.Manifest);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFailure.Disk, $"{release.Version} could not be written: {failure.Message}", failure)
            {
                Hint = $"Make room on the file system of {layout.Versions}. What was begun has been removed.",
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

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

        _installed.Remove(tree);
        return null;
    }

    private string CreateFolder()
    {
        CreateVersions();
        var folder = Path.Combine(layout.Versions, InstalledVersions.StagingPrefix + RandomNumberGenerator.GetHexString(16, lowercase: true));
        Directory.CreateDirectory(folder, OwnerOnly);
        Directory.CreateDirectory(BundleIn(folder));
        Directory.CreateDirectory(TreeIn(folder));
        return folder;
    }

    /// <summary>One that is there keeps its permissions: somebody may have narrowed them.</summary>
    private void CreateVersions()
    {
        if (!Directory.Exists(layout.Versions))
        {
            Directory.CreateDirectory(layout.Versions);
            File.SetUnixFileMode(layout.Versions, EveryoneEnters);
        }
    }

    private async Task<VerifiedManifest> DownloadAsync(
        ReleaseReference release, TufClient client, ImmutableArray<VerificationKey> keys, string folder, CancellationToken cancellation)
    {
        var manifestFile = await FindAsync(release.ManifestPath, client, cancellation);
        if (manifestFile.Digest != release.ManifestDigest)
        {
            throw new TrustException(
                TrustFailure.DigestMismatch,
                release.ManifestPath,
                $"The manifest of {release.Version} has the digest {manifestFile.Digest}: the offer pins {release.ManifestDigest}.");
        }

        var bytes = await client.ReadTargetAsync(manifestFile, BundleLimits.MaxManifestBytes, cancellation);
        var manifest = BundleVerifier.VerifyManifest(bytes, keys).Manifest;
        RequireOurs(manifest, release);
        await File.WriteAllBytesAsync(Path.Combine(BundleIn(folder), BundleFolder.Manifest), bytes, cancellation);
        log.Say($"manifest signature verified: {manifest.BundleName}");
        await DownloadAsync(release.PathOf(BundleFolder.Signature), BundleFolder.Signature, client, folder, cancellation);
        var payload = await DownloadAsync(release.PathOf(manifest.Payload!), manifest.Payload!, client, folder, cancellation);
        log.Say($"downloaded {manifest.Payload} ({payload.Length:N0} bytes)");
        var verified = await BundleVerifier.VerifyBundleAsync(BundleIn(folder), keys, progress: null, cancellation);
        log.Say("signature verified");
        return verified;
    }

    /// <summary>Rightly signed is not enough: it has to be what this device was offered (ATTACKS A16), in a way that it can apply.</summary>
    private void RequireOurs(Manifest manifest, ReleaseReference release)
    {
        var strategies = _strategies.Names.ToArray();
        var strategy = strategies.Contains(manifest.ApplyStrategy) ? manifest.ApplyStrategy : string.Join(" or ", strategies);
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

    private static async Task<TargetFile> DownloadAsync(string path, string name, TufClient client, string folder, CancellationToken cancellation)
    {
        var file = await FindAsync(path, client, cancellation);
        await using var destination = new FileStream(Path.Combine(BundleIn(folder), name), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await client.DownloadAsync(file, destination, progress: null, cancellation);
        return file;
    }

    private static async Task<TargetFile> FindAsync(string path, TufClient client, CancellationToken cancellation) =>
        await client.FindTargetAsync(path, cancellation)
            ?? throw new TrustException(TrustFailure.TargetNotFound, path, $"The offer names {path}, but the releases role does not list it.");

    private async Task ExtractAsync(VerifiedManifest verified, string folder, CancellationToken cancellation)
    {
        await using var payload = File.OpenRead(Path.Combine(BundleIn(folder), verified.Manifest.Payload!));
        await PayloadExtractor.ExtractAsync(payload, verified.Manifest, TreeIn(folder), progress: null, cancellation);
        var manifest = Path.Combine(TreeIn(folder), BundleFolder.Manifest);
        File.Copy(Path.Combine(BundleIn(folder), BundleFolder.Manifest), manifest);
        File.SetUnixFileMode(manifest, EveryoneReads);
        File.SetUnixFileMode(TreeIn(folder), EveryoneEnters);
        log.Say("staging extracted");
    }

    private async Task PublishAsync(InstalledTree tree, string folder, Approval approval, CancellationToken cancellation)
    {
        if (!Directory.Exists(TreeIn(folder)))
        {
            throw new DeviceException(DeviceFailure.Disk, $"Staging directory missing: {TreeIn(folder)}.");
        }

        await _installed.ApproveAsync(tree, approval, cancellation);
        Durable.FlushFileSystem(TreeIn(folder));
        Directory.Move(TreeIn(folder), layout.FolderOf(tree));
        Durable.FlushFolder(layout.Versions);
    }

    private static string BundleIn(string folder) => Path.Combine(folder, "bundle");

    private static string TreeIn(string folder) => Path.Combine(folder, "tree");
}
