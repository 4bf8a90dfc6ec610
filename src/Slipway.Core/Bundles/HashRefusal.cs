namespace Slipway.Bundles;

internal static class HashRefusal
{
    /// <summary>The refusal of a file whose content is not the one that was signed.</summary>
    public static TrustException Of(string path, Sha256Digest found, Sha256Digest expected) =>
        new(TrustFailure.DigestMismatch, path, $"Hash mismatch for {path}: found {found}, expected {expected}.");
}
