using Slipway.Signing;

namespace Slipway.Bundles;

/// <summary>What signature.sig signs: this manifest together with this payload.</summary>
internal static class BundleSignature
{
    /// <summary>The longest file, in bytes: DER of ECDSA on P-256. Of Ed25519 it is 64.</summary>
    public const int MaxLength = EcdsaPublicKey.MaxSignatureLength;

    /// <summary>The bytes of manifest.json, then the 32 bytes of the payload's digest.</summary>
    public static byte[] Message(ReadOnlySpan<byte> manifestFile, Sha256Digest payload) => [.. manifestFile, .. payload.ToBytes()];
}
