using Slipway.Bundles;

namespace Slipway.Publishing.Bundling;

/// <summary>A bundle that was packed.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="ManifestDigest">The SHA-256 digest of manifest.json. It is the same for the same input, and changes when it is signed.</param>
/// <param name="IsSigned">Whether it can be published.</param>
public sealed record PackedBundle(string Folder, Manifest Manifest, Sha256Digest ManifestDigest, bool IsSigned);
