using System.Security.Cryptography;
using Slipway.Agent.Device;
using Slipway.Agent.Downloads;
using Slipway.Bundles;
using Slipway.Storage;

namespace Slipway.Agent.Updates;

/// <summary>A new folder below <c>versions/</c> in which a tree becomes complete. What has not got its name when this is disposed is removed.</summary>
internal sealed class StagingFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // What runs the product need not be the user who installs it, and that user's umask must not decide whether it can.
    private const UnixFileMode EveryoneReads = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode EveryoneEnters = EveryoneReads | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _path;

    private StagingFolder(string path) => _path = path;

    private string Tree => Path.Combine(_path, "tree");

    /// <summary>Makes one of a random name, which nobody can have prepared (ATTACKS C1).</summary>
    public static StagingFolder Create(DeviceLayout layout)
    {
        // One that is there keeps its permissions: somebody may have narrowed them.
        if (!Directory.Exists(layout.Versions))
        {
            Directory.CreateDirectory(layout.Versions);
            File.SetUnixFileMode(layout.Versions, EveryoneEnters);
        }

        var folder = new StagingFolder(Path.Combine(layout.Versions, InstalledVersions.StagingPrefix + RandomNumberGenerator.GetHexString(16, lowercase: true)));
        Directory.CreateDirectory(folder._path, OwnerOnly);
        Directory.CreateDirectory(folder.Tree);
        return folder;
    }

    /// <summary>Decompresses and extracts a payload that was verified, in one pass.</summary>
    /// <exception cref="TrustException">The archive breaks a rule, or a file is not the one that was signed.</exception>
    public async Task ExtractAsync(SignedRelease release, Stream payload, CancellationToken cancellation)
    {
        await PayloadExtractor.ExtractAsync(payload, release.Verified.Manifest, Tree, progress: null, cancellation);
        var manifest = Path.Combine(Tree, BundleFolder.Manifest);
        await File.WriteAllBytesAsync(manifest, release.ManifestFile, cancellation);
        File.SetUnixFileMode(manifest, EveryoneReads);
        File.SetUnixFileMode(Tree, EveryoneEnters);
    }

    /// <summary>Gives the tree its name, when all of it is on the disk: one flush of the file system for however many files.</summary>
    public void MoveTo(string destination)
    {
        if (!Directory.Exists(Tree))
        {
            throw new DeviceException(DeviceFailure.Disk, $"Staging directory missing: {Tree}.");
        }

        Durable.FlushFileSystem(Tree);
        Directory.Move(Tree, destination);
        Durable.FlushFolder(Path.GetDirectoryName(destination)!);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
