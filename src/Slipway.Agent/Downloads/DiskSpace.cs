using Slipway.Agent.Device;
using Slipway.Bundles;

namespace Slipway.Agent.Downloads;

/// <summary>Refuses what would not fit, before any of it is fetched.</summary>
public sealed class DiskSpace(DeviceLayout layout)
{
    // What a file takes besides its bytes: its last block is not full, and its name and inode lie somewhere.
    private const long FileOverhead = 4096;
    private const long LargestReserve = 16 * 1024 * 1024;
    private const int ReservePart = 16;

    /// <summary>Refuses a release that needs more than is free, with some room left for everybody else.</summary>
    /// <param name="manifest">What is to be installed.</param>
    /// <param name="receivedBytes">How much of its payload is there already.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Disk"/>: it does not fit.</exception>
    public void Require(Manifest manifest, long receivedBytes)
    {
        var tree = manifest.UnpackedSize + ((manifest.Files.Count + manifest.Links.Count) * FileOverhead);
        var payload = Math.Max(0, manifest.PayloadSize - receivedBytes);
        var (versions, state) = (DriveOf(layout.Versions), DriveOf(layout.State));
        if (versions.TotalSize == state.TotalSize && versions.AvailableFreeSpace == state.AvailableFreeSpace)
        {
            Require(manifest, tree + payload, versions);
            return;
        }

        Require(manifest, tree, versions);
        Require(manifest, payload, state);
    }

    private static void Require(Manifest manifest, long needed, DriveInfo drive)
    {
        needed += Math.Min(LargestReserve, drive.TotalSize / ReservePart);
        if (drive.AvailableFreeSpace is var free && free < needed)
        {
            throw new DeviceException(
                DeviceFailure.Disk, $"{manifest.BundleName} needs {Megabytes(needed)} on the file system of {drive.Name}: {Megabytes(free)} are free.")
            {
                Hint = "Make room. Nothing was fetched. Versions that are neither current nor previous go with the next update that succeeds.",
            };
        }
    }

    /// <summary>The file system of a folder that may not be there yet.</summary>
    private DriveInfo DriveOf(string folder) => new(Directory.Exists(folder) ? folder : layout.Base);

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0} MB";
}
