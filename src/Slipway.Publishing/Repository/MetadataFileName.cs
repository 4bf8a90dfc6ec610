using System.Globalization;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>The name of a versioned file of metadata: <c>metadata/N.ROLE.json</c> (TUF §6.2).</summary>
internal sealed record MetadataFileName(long Version, string Role)
{
    private const string Extension = ".json";

    /// <summary>Accepts the one spelling that publishers write.</summary>
    public static MetadataFileName? TryParse(string path)
    {
        var name = path.StartsWith(RepositoryFiles.Folder, StringComparison.Ordinal) ? path[RepositoryFiles.Folder.Length..] : "";
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && name[0] != '0' && name.Length > dot + 1 + Extension.Length && name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new MetadataFileName(version, name[(dot + 1)..^Extension.Length])
            : null;
    }

    /// <summary>Whether it belongs to the set of <paramref name="current"/>, or is that snapshot itself.</summary>
    public bool IsIn(Snapshot current) =>
        Version == (Role == RoleNames.Snapshot ? current.Version : current.Files.GetValueOrDefault(RoleNames.FileOf(Role))?.Version);
}
