using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Slipway.Signing;

/// <summary>An ECDSA public key on the curve P-256, whose signatures are over SHA-256 (FIPS 186-5 §6, TUF §4.2.1 <c>ecdsa-sha2-nistp256</c>).</summary>
/// <remarks>Key services that lack Ed25519, or take short messages for it only, sign with it. Equal if the points are, however their PEM is written. Thread-safe.</remarks>
public sealed class EcdsaPublicKey : VerificationKey
{
    internal const string Type = "ecdsa";

    /// <summary>The key type of older repositories.</summary>
    internal const string OlderType = SchemeName;

    internal const string SchemeName = "ecdsa-sha2-nistp256";

    /// <summary>The longest signature: a SEQUENCE of two INTEGERs with a sign byte each (RFC 3279 §2.2.3).</summary>
    internal const int MaxSignatureLength = 2 + (2 * (2 + 1 + CoordinateLength));

    private const string EcIdentifier = "1.2.840.10045.2.1";
    private const byte Uncompressed = 0x04;
    private const int CoordinateLength = 32;

    private readonly ECParameters _parameters;

    private EcdsaPublicKey(string keyType, JsonObject json, ReadOnlySpan<byte> point)
        : base(keyType, SchemeName, json, $"{SchemeName} {Convert.ToHexStringLower(point)}") => _parameters = Parameters(point);

    /// <summary>DER of the object identifier 1.2.840.10045.3.1.7. Curves by their coefficients are not read: one may look like P-256 and have a base point of its maker's.</summary>
    private static ReadOnlySpan<byte> P256 => [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

    /// <summary>Reads a DER SubjectPublicKeyInfo (RFC 5480 §2).</summary>
    /// <exception cref="FormatException">Not a key on P-256 with its point in the uncompressed form.</exception>
    public static EcdsaPublicKey FromSubjectPublicKeyInfo(ReadOnlySpan<byte> der)
    {
        var pem = PemEncoding.WriteString("PUBLIC KEY", der) + "\n";
        var json = new JsonObject
        {
            ["keytype"] = Type,
            ["keyval"] = new JsonObject { ["public"] = pem },
            ["scheme"] = SchemeName,
        };
        return FromPem(pem, Type, json) ?? throw new FormatException("an ECDSA public key is not on the curve P-256, or its point is compressed: expected an uncompressed point of P-256");
    }

    /// <inheritdoc/>
    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.IsEmpty || signature.Length > MaxSignatureLength)
        {
            return false;
        }

        // .NET's key objects are not for several threads at once.
        using var key = ECDsa.Create(_parameters);
        return key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>The key of a key object; null when its PEM is not that of a point of P-256 in its uncompressed form (RFC 5480 §2.2).</summary>
    internal static EcdsaPublicKey? FromPem(string pem, string keyType, JsonObject json) =>
        SubjectPublicKeyInfo.FromPem(pem) is { Algorithm: EcIdentifier } info
        && info.Parameters.Span.SequenceEqual(P256)
        && info.Key.Span is [Uncompressed, ..] and { Length: 1 + (2 * CoordinateLength) }
        && IsOnCurve(info.Key.Span)
            ? new EcdsaPublicKey(keyType, json, info.Key.Span)
            : null;

    private static bool IsOnCurve(ReadOnlySpan<byte> point)
    {
        try
        {
            using var key = ECDsa.Create(Parameters(point));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static ECParameters Parameters(ReadOnlySpan<byte> point) => new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[1..(1 + CoordinateLength)].ToArray(), Y = point[(1 + CoordinateLength)..].ToArray() },
    };
}
