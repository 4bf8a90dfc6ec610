using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>Where metadata lies in a repository with consistent snapshots (TUF §6.2).</summary>
internal static class RepositoryFiles
{
    /// <summary>The one mutable object, and the commit point of every publication.</summary>
    public const string Timestamp = "metadata/timestamp.json";

    public static string Of(SignedMetadata file) => $"metadata/{file.Version}.{RoleNames.FileOf(file.Role)}";
}
