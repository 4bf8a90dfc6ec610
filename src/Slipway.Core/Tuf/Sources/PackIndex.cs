using Slipway.Bundles.Archives;

namespace Slipway.Tuf.Sources;

/// <summary>Where the files of a pack lie in it.</summary>
internal static class PackIndex
{
    /// <summary>The most files of a pack: room for the metadata of many rotations and the bundles of many runtimes.</summary>
    public const int MaxFiles = 10_000;

    /// <summary>Reads the headers of a pack, and nothing else of it.</summary>
    /// <exception cref="TrustException">
    /// <see cref="TrustFailure.Archive"/>: it is no archive of regular files, or one of them lies where a repository has none, or twice.
    /// </exception>
    public static IReadOnlyDictionary<string, PackEntry> Read(Stream pack)
    {
        var files = new Dictionary<string, PackEntry>(StringComparer.Ordinal);
        var reader = new TarReader(pack);
        while (reader.ReadEntry() is { } entry)
        {
            if (!IsRepositoryPath(entry.Name))
            {
                throw ArchiveRefusal.OfEntry(entry.Name, "it lies neither in metadata/ nor in targets/");
            }

            if (!files.TryAdd(entry.Name, new PackEntry(pack.Position, entry.Size)))
            {
                throw ArchiveRefusal.OfEntry(entry.Name, "it is there twice");
            }

            if (files.Count > MaxFiles)
            {
                throw ArchiveRefusal.Of($"more than {MaxFiles} files");
            }

            reader.SkipContent();
        }

        return files;
    }

    private static bool IsRepositoryPath(string name) =>
        name.Split('/') is [("metadata" or "targets"), _, ..] segments && Array.TrueForAll(segments, EscapedPath.IsName);
}
