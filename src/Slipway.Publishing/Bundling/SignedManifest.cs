namespace Slipway.Publishing.Bundling;

/// <summary>A manifest that was signed.</summary>
/// <param name="ManifestFile">The file.</param>
/// <param name="Digest">Its SHA-256 digest.</param>
public sealed record SignedManifest(string ManifestFile, Sha256Digest Digest);
