using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>Where metadata lies in a repository with consistent snapshots (TUF §6.2).</summary>
internal static class RepositoryFiles
{
    /// <summary>The one mutable object that readers look at, and the commit point of every publication.</summary>
    public const string Timestamp = "metadata/timestamp.json";

    /// <summary>Where all metadata lies.</summary>
    public const string Folder = "metadata/";

    private const string RootSuffix = "." + RoleNames.Root + ".json";

    public static string Of(string role, long version) => $"{Folder}{version}.{RoleNames.FileOf(role)}";

    /// <summary>Whether <paramref name="path"/> is a root's, and of which version: readers ask for the next one, and its absence says that there is none yet (TUF §5.3.3).</summary>
    public static bool IsRoot(string path, out long version)
    {
        version = 0;
        return path.StartsWith(Folder, StringComparison.Ordinal)
            && path.EndsWith(RootSuffix, StringComparison.Ordinal)
            && long.TryParse(path.AsSpan(Folder.Length, path.Length - Folder.Length - RootSuffix.Length), out version);
    }
}
