using Slipway.Storage;

namespace Slipway.Agent.Device;

/// <summary>What runs that were cut off left behind: half-written files, half-made and half-removed trees, records of trees that are gone.</summary>
/// <remarks>Only to be removed under the lock: for everybody else they are at work.</remarks>
public sealed class Leftovers(DeviceLayout layout)
{
    /// <summary>Removes them. What cannot be removed stays until the next run: a broken folder must not keep a device from being updated.</summary>
    public void Remove()
    {
        foreach (var folder in Entries(layout.Versions, InstalledVersions.StagingPrefix))
        {
            TryRemove(folder);
        }

        foreach (var folder in new[] { layout.Base, layout.Versions, layout.State, layout.Installed, layout.Metadata, layout.Outbox })
        {
            foreach (var temporary in Entries(folder, AtomicFile.TemporaryPrefix))
            {
                TryRemove(temporary);
            }
        }

        RemoveRecordsWithoutTree();
    }

    /// <summary>A record is written before its tree has its name, and removed after it.</summary>
    private void RemoveRecordsWithoutTree()
    {
        foreach (var record in Entries(layout.Installed, prefix: ""))
        {
            var name = Path.GetFileName(record);
            if (name.EndsWith(".json", StringComparison.Ordinal)
                && InstalledTree.TryParse($"v{name[..^".json".Length]}", out var tree)
                && !Directory.Exists(layout.FolderOf(tree)))
            {
                TryRemove(record);
            }
        }
    }

    private static string[] Entries(string folder, string prefix) =>
        Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder, prefix + "*") : [];

    private static void TryRemove(string path)
    {
        try
        {
            // A link to a folder is not that folder.
            if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null)
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next run tries again.
        }
    }
}
