using Slipway.Bundles;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Bundling;

/// <summary>What to sign: a bundle that was packed without a key, or a folder in place.</summary>
/// <param name="Folder">The folder.</param>
public sealed record SignRequest(string Folder)
{
    /// <summary>Where the manifest of a folder goes, or null for manifest.json in it.</summary>
    public string? OutputManifest { get; init; }

    /// <summary>What a folder is a release of, or null for the policy's product. A bundle says it itself, and is not signed if it says something else.</summary>
    public SegmentName? Product { get; init; }

    /// <summary>The version of a folder, or null for the one in its manifest.json, else 0.0.0. A bundle of another one is not signed.</summary>
    public SemanticVersion? Version { get; init; }

    /// <summary>The runtime of a folder, or null for the one in its manifest.json, else this machine's. A bundle for another one is not signed.</summary>
    public RuntimeId? Runtime { get; init; }

    /// <summary>The slipway.json whose product a bundle has to be, and whose <c>health</c> and <c>hooks</c> it has to carry, to be signed, or null where those that it was packed with will do.</summary>
    public ReleasePolicy? Policy { get; init; }
}
