using System.Formats.Asn1;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Slipway.Signing;

/// <summary>An RSA public key whose signatures are RSASSA-PSS with SHA-256 (RFC 8017 §8.1, TUF §4.2.1 <c>rsassa-pss-sha256</c>).</summary>
/// <remarks>
/// Other repositories sign with it; ours sign with Ed25519. Equal if modulus and exponent are, however their PEM is written.
/// Immutable and thread-safe.
/// </remarks>
public sealed class RsaPublicKey : VerificationKey
{
    /// <summary>The shortest modulus that is read, in bits.</summary>
    public const int MinModulusBits = 2048;

    /// <summary>The longest modulus that is read, in bits: it bounds what one signature costs a device.</summary>
    public const int MaxModulusBits = 8192;

    internal const string Type = "rsa";
    internal const string SchemeName = "rsassa-pss-sha256";

    private const string RsaIdentifier = "1.2.840.113549.1.1.1";

    private readonly BigInteger _modulus;
    private readonly BigInteger _exponent;

    private RsaPublicKey(JsonObject json, BigInteger modulus, BigInteger exponent)
        : base(Type, SchemeName, json, $"{SchemeName} {modulus:x} {exponent:x}")
    {
        _modulus = modulus;
        _exponent = exponent;
    }

    private static ReadOnlySpan<byte> DerNull => [0x05, 0x00];

    /// <inheritdoc/>
    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var modulusBits = (int)_modulus.GetBitLength();
        if (signature.Length != (modulusBits + 7) / 8)
        {
            return false;
        }

        var number = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        return number < _modulus && PssEncoding.Fits(BigInteger.ModPow(number, _exponent, _modulus), modulusBits - 1, message);
    }

    /// <summary>The key of a key object; null when its PEM is not that of an RSA key within the limits.</summary>
    internal static RsaPublicKey? FromPem(string pem, JsonObject json)
    {
        if (SubjectPublicKeyInfo.FromPem(pem) is not { Algorithm: RsaIdentifier } info || !info.Parameters.Span.SequenceEqual(DerNull))
        {
            return null;
        }

        try
        {
            return Read(new AsnReader(info.Key, AsnEncodingRules.DER), json);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>An RSAPublicKey (RFC 8017 §A.1.1). The exponent is limited, too: its length is a factor of the cost.</summary>
    private static RsaPublicKey? Read(AsnReader outer, JsonObject json)
    {
        var key = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var modulus = key.ReadInteger();
        var exponent = key.ReadInteger();
        key.ThrowIfNotEmpty();
        var isWithinLimits = modulus.Sign > 0 && modulus.GetBitLength() is >= MinModulusBits and <= MaxModulusBits && !modulus.IsEven
            && exponent >= 3 && exponent <= uint.MaxValue && !exponent.IsEven;
        return isWithinLimits ? new RsaPublicKey(json, modulus, exponent) : null;
    }
}
