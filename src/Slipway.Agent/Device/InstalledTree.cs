using System.Diagnostics.CodeAnalysis;
using Slipway.Bundles;

namespace Slipway.Agent.Device;

/// <summary>The name of an installed version's folder below <c>versions/</c>: <c>v1.4.2</c>, or <c>v1.4.2+1</c> for a repaired copy.</summary>
/// <remarks>A repair must not touch the tree that is running, and a version never contains <c>+</c>: the copy's name collides with nothing.</remarks>
public sealed record InstalledTree
{
    private const string RepairSuffix = "+1";

    private InstalledTree(SemanticVersion version, bool isRepair)
    {
        Version = version;
        IsRepair = isRepair;
    }

    /// <summary>Which version it is.</summary>
    public SemanticVersion Version { get; }

    /// <summary>Whether it is the second copy of its version.</summary>
    public bool IsRepair { get; }

    /// <summary>The folder's name.</summary>
    public string FolderName => $"v{Version}{(IsRepair ? RepairSuffix : "")}";

    /// <summary>What <c>current</c> says when it points here.</summary>
    public string LinkTarget => $"versions/{FolderName}";

    /// <summary>The folder that a version is first installed into.</summary>
    public static InstalledTree Of(SemanticVersion version) => new(version, isRepair: false);

    /// <summary>The folder for another copy of the same version.</summary>
    public InstalledTree OtherCopy() => new(Version, !IsRepair);

    /// <exception cref="FormatException"><paramref name="folderName"/> is not the name of a version's folder.</exception>
    public static InstalledTree Parse(string folderName) =>
        TryParse(folderName, out var tree)
            ? tree
            : throw new FormatException($"'{folderName}' is not the folder of an installed version: expected v and a version, as in v1.4.2");

    /// <summary>Accepts the folder names that <see cref="FolderName"/> gives.</summary>
    public static bool TryParse([NotNullWhen(true)] string? folderName, [NotNullWhen(true)] out InstalledTree? tree)
    {
        tree = null;
        if (folderName is not ['v', .. var text])
        {
            return false;
        }

        var isRepair = text.EndsWith(RepairSuffix, StringComparison.Ordinal);
        tree = SemanticVersion.TryParse(isRepair ? text[..^RepairSuffix.Length] : text, out var version) ? new InstalledTree(version, isRepair) : null;
        return tree is not null;
    }

    /// <summary>Reads what a link points at; null when there is no link, or it does not lead to a version's folder.</summary>
    public static InstalledTree? ReadLink(string link) =>
        new FileInfo(link).LinkTarget?.TrimEnd('/') is { } target
        && target.StartsWith("versions/", StringComparison.Ordinal)
        && TryParse(target["versions/".Length..], out var tree)
            ? tree
            : null;

    /// <inheritdoc/>
    public override string ToString() => FolderName;
}
