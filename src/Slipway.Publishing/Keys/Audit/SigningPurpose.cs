using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Keys.Audit;

/// <summary>What a signature is for.</summary>
/// <param name="Kind">What is signed: <c>metadata</c>, <c>bundle</c>, <c>folder</c>, <c>installer</c> or <c>checksums</c>.</param>
/// <param name="Role">The role whose duty it is.</param>
/// <param name="Version">The version: of metadata a number, of the others the release's.</param>
public sealed record SigningPurpose(string Kind, string Role, string Version)
{
    /// <summary>The file of a role.</summary>
    public static SigningPurpose Metadata(string role, long version) => new("metadata", role, $"{version}");

    /// <summary>What a builder signs of a release.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="version">The release's version; empty where it has none.</param>
    public static SigningPurpose Build(string kind, string version) => new(kind, ReleasePaths.ReleasesRole, version);

    /// <summary>A bundle: its manifest, and then its manifest with its payload.</summary>
    internal static SigningPurpose Bundle(SemanticVersion version) => Build("bundle", version.ToString());

    /// <summary>A folder that is signed in place.</summary>
    internal static SigningPurpose Folder(SemanticVersion version) => Build("folder", version.ToString());
}
