using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>Where metadata and targets lie in a repository with consistent snapshots (TUF §6.2).</summary>
internal static class RepositoryFiles
{
    /// <summary>The one mutable object that readers look at, and the commit point of every publication.</summary>
    public const string Timestamp = "metadata/timestamp.json";

    /// <summary>Where all metadata lies.</summary>
    public const string Folder = "metadata/";

    /// <summary>Where the files lie that roles list.</summary>
    public const string Targets = "targets/";

    public static string Of(string role, long version) => $"{Folder}{version}.{RoleNames.FileOf(role)}";
}
