using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Slipway.Signing;

/// <summary>The DER forms of Ed25519 keys (RFC 8410 §4 and §7, RFC 5958).</summary>
internal static class Pkcs8
{
    private const string Ed25519Identifier = "1.3.101.112";
    private const string EcIdentifier = "1.2.840.10045.2.1";

    /// <summary>A SubjectPublicKeyInfo up to its 32 bytes.</summary>
    public static ReadOnlySpan<byte> PublicKeyPrefix => [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>A PrivateKeyInfo up to its 32 bytes.</summary>
    public static ReadOnlySpan<byte> PrivateKeyPrefix =>
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    /// <exception cref="AsnContentException">Not a PrivateKeyInfo.</exception>
    /// <exception cref="InputException"><see cref="InputFailure.KeyMalformed"/>: a key of another algorithm, or not a pair.</exception>
    public static Ed25519PrivateKey ReadPrivate(ReadOnlyMemory<byte> der, string name)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!info.TryReadInt32(out var version) || version is not (0 or 1))
        {
            throw new AsnContentException();
        }

        RequireEd25519(info.ReadSequence(), name);
        var seed = info.ReadOctetString();
        try
        {
            return Pair(AsnDecoder.TryReadPrimitiveOctetString(seed, AsnEncodingRules.DER, out var bytes, out var used) && used == seed.Length
                ? bytes
                : throw new AsnContentException(), info, name);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <exception cref="AsnContentException">Not a SubjectPublicKeyInfo.</exception>
    /// <exception cref="InputException"><see cref="InputFailure.KeyMalformed"/>: a key of another algorithm, or not a safe one.</exception>
    public static VerificationKey ReadPublic(ReadOnlyMemory<byte> der, string name)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var algorithm = info.ReadSequence();
        var point = info.ReadBitString(out _);
        info.ThrowIfNotEmpty();
        try
        {
            var identifier = algorithm.ReadObjectIdentifier();
            return identifier switch
            {
                Ed25519Identifier => Ed25519PublicKey.FromBytes(point),
                EcIdentifier => EcdsaPublicKey.FromSubjectPublicKeyInfo(der.Span),
                _ => throw KeyRefusal.OtherAlgorithm(name, "public", AlgorithmName(identifier)),
            };
        }
        catch (FormatException malformed)
        {
            throw new InputException(InputFailure.KeyMalformed, $"{name}: {malformed.Message}.", malformed);
        }
    }

    private static Ed25519PrivateKey Pair(ReadOnlySpan<byte> seed, AsnReader rest, string name)
    {
        var statedPoint = ReadStatedPublicKey(rest);
        var key = seed.Length == Ed25519.SeedLength ? Ed25519PrivateKey.FromSeed(seed) : throw new AsnContentException();
        if (statedPoint is null || key.PublicKey.ToBytes().AsSpan().SequenceEqual(statedPoint))
        {
            return key;
        }

        key.Dispose();
        throw new InputException(InputFailure.KeyMalformed, $"{name} holds a private key and a public key that do not fit each other.")
        {
            Hint = "The file is damaged or was put together by hand. Take it from a backup, or make a new key.",
        };
    }

    /// <summary>Version 2 may add attributes [0] and the public key [1] (RFC 5958 §2).</summary>
    private static byte[]? ReadStatedPublicKey(AsnReader rest)
    {
        byte[]? point = null;
        while (rest.HasData)
        {
            var tag = rest.PeekTag();
            if (tag.HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 1)))
            {
                point = rest.ReadBitString(out _, tag);
                continue;
            }

            rest.ReadEncodedValue();
        }

        return point;
    }

    private static void RequireEd25519(AsnReader algorithm, string name)
    {
        var identifier = algorithm.ReadObjectIdentifier();
        if (identifier != Ed25519Identifier)
        {
            throw KeyRefusal.OtherAlgorithm(name, "private", AlgorithmName(identifier));
        }
    }

    private static string AlgorithmName(string identifier) => identifier switch
    {
        "1.2.840.113549.1.1.1" or "1.2.840.113549.1.1.10" => "RSA",
        EcIdentifier => "EC (ECDSA)",
        "1.2.840.10040.4.1" => "DSA",
        "1.3.101.110" => "X25519",
        "1.3.101.111" => "X448",
        "1.3.101.113" => "Ed448",
        _ => identifier,
    };
}
