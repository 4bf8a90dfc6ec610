using Slipway.Bundles;

namespace Slipway.Publishing.Bundling;

/// <summary>What to sign: a bundle that was packed without a key, or a folder in place.</summary>
/// <param name="Folder">The folder.</param>
public sealed record SignRequest(string Folder)
{
    /// <summary>Where the manifest of a folder goes, or null for manifest.json in it.</summary>
    public string? OutputManifest { get; init; }

    /// <summary>What a folder is a release of; a bundle says it itself.</summary>
    public SegmentName? Product { get; init; }

    /// <summary>The version of a folder, or null for the one in its manifest.json, else 0.0.0.</summary>
    public SemanticVersion? Version { get; init; }

    /// <summary>The runtime of a folder, or null for the one in its manifest.json, else this machine's.</summary>
    public RuntimeId? Runtime { get; init; }
}
