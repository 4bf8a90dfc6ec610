using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Slipway.Signing;

/// <summary>An Ed25519 public key (RFC 8032).</summary>
/// <remarks>
/// Verification is strict, so that every device gives the same answer whichever library it has: small-order points, encodings that
/// are not canonical and scalars not below the group order are refused.
/// </remarks>
public sealed class Ed25519PublicKey : VerificationKey
{
    internal const string Name = "ed25519";

    private readonly byte[] _point;

    private Ed25519PublicKey(byte[] point, JsonObject json)
        : base(Name, Name, json, $"{Name} {Convert.ToHexStringLower(point)}") => _point = point;

    /// <summary>Reads the 32 bytes of RFC 8032 §5.1.5.</summary>
    /// <exception cref="FormatException">Not 32 bytes, not canonical, or a point with which anybody could sign.</exception>
    public static Ed25519PublicKey FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Ed25519.PublicKeyLength)
        {
            throw new FormatException($"an Ed25519 public key has {bytes.Length} bytes: expected {Ed25519.PublicKeyLength}");
        }

        return Ed25519Encoding.IsSafePoint(bytes)
            ? new Ed25519PublicKey(bytes.ToArray(), KeyObject(bytes))
            : throw new FormatException("an Ed25519 public key is not canonical or of small order: expected one that a key generator made");
    }

    /// <summary>The 32 bytes of RFC 8032 §5.1.5.</summary>
    public byte[] ToBytes() => [.. _point];

    /// <summary>A <c>PUBLIC KEY</c> block (RFC 8410 §4) with a line feed at its end, as <c>openssl pkey -pubout</c> writes it.</summary>
    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", [.. Pkcs8.PublicKeyPrefix, .. _point]) + "\n";

    /// <inheritdoc/>
    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureLength
        && Ed25519Encoding.IsCanonicalScalar(signature[Ed25519.PublicKeyLength..])
        && Ed25519Encoding.IsSafePoint(signature[..Ed25519.PublicKeyLength])
        && Ed25519.Verify(_point, message, signature);

    /// <summary>The key of a key object; null when <paramref name="hex"/> is not one that <see cref="FromBytes"/> takes.</summary>
    internal static Ed25519PublicKey? FromHex(string hex, JsonObject json) =>
        hex.Length == 2 * Ed25519.PublicKeyLength && hex.All(char.IsAsciiHexDigit)
        && Convert.FromHexString(hex) is var point && Ed25519Encoding.IsSafePoint(point)
            ? new Ed25519PublicKey(point, json)
            : null;

    private static JsonObject KeyObject(ReadOnlySpan<byte> point) => new()
    {
        ["keytype"] = Name,
        ["keyval"] = new JsonObject { ["public"] = Convert.ToHexStringLower(point) },
        ["scheme"] = Name,
    };
}
