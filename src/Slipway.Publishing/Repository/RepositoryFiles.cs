using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>Where metadata lies in a repository with consistent snapshots (TUF §6.2).</summary>
internal static class RepositoryFiles
{
    /// <summary>The one mutable object, and the commit point of every publication.</summary>
    public const string Timestamp = "metadata/timestamp.json";

    /// <summary>Whether a file is a root: readers ask for the next one, and its absence says that there is none yet (TUF §5.3.3).</summary>
    public static bool IsRoot(string path) => path.Split('/', '.') is ["metadata", var version, RoleNames.Root, "json"] && version.All(char.IsAsciiDigit);

    public static string Of(SignedMetadata file) => $"metadata/{file.Version}.{RoleNames.FileOf(file.Role)}";
}
