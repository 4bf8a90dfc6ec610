using Slipway.Bundles.Archives;

namespace Slipway.Bundles;

/// <summary>Makes the links of a manifest, when all files are there.</summary>
internal static class LinkWriter
{
    public static void Write(Manifest manifest, string root)
    {
        var folders = new FolderTarget(root, manifest.Executables);
        foreach (var (path, target) in manifest.Links)
        {
            // A manifest with such a link cannot be read; this is the last line before the file system.
            if (BundlePath.Objection(path) is not null || LinkTarget.Objection(path, target) is not null)
            {
                throw ArchiveRefusal.OfEntry(path, "the link leaves the tree");
            }

            DiskGuard.Run(path, () =>
            {
                folders.PrepareFolder(path);
                return File.CreateSymbolicLink(Path.Join(root, path), target);
            });
        }
    }
}
