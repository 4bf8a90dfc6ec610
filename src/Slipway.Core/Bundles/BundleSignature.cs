namespace Slipway.Bundles;

/// <summary>What signature.sig signs: this manifest together with this payload.</summary>
internal static class BundleSignature
{
    /// <summary>The length of the file, in bytes.</summary>
    public const int Length = 64;

    /// <summary>The bytes of manifest.json, then the 32 bytes of the payload's digest.</summary>
    public static byte[] Message(ReadOnlySpan<byte> manifestFile, Sha256Digest payload) => [.. manifestFile, .. payload.ToBytes()];
}
