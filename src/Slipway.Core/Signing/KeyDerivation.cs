using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Slipway.Signing;

/// <summary>PBKDF2 and its parameters (RFC 8018 §5.2 and appendix A.2).</summary>
internal sealed class KeyDerivation(byte[] salt, int iterations, HashAlgorithmName hash)
{
    private const string Pbkdf2 = "1.2.840.113549.1.5.12";
    private const string HmacSha1 = "1.2.840.113549.2.7";
    private const string HmacSha256 = "1.2.840.113549.2.9";
    private const string HmacSha384 = "1.2.840.113549.2.10";
    private const string HmacSha512 = "1.2.840.113549.2.11";

    /// <exception cref="AsnContentException">Not the parameters of PBES2.</exception>
    /// <exception cref="InputException"><see cref="InputFailure.KeyMalformed"/>: another function, or too many rounds.</exception>
    public static KeyDerivation Read(AsnReader function, string name)
    {
        var identifier = function.ReadObjectIdentifier();
        if (identifier != Pbkdf2)
        {
            throw KeyRefusal.OtherEncryption(name, $"the key derivation {identifier}");
        }

        var parameters = function.ReadSequence();
        var salt = parameters.ReadOctetString();
        if (!parameters.TryReadInt32(out var iterations) || iterations is < 1 or > PasswordEncryption.MaxIterations)
        {
            throw KeyRefusal.TooManyIterations(name);
        }

        // The key length says nothing that the cipher does not.
        if (parameters.HasData && parameters.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            parameters.ReadIntegerBytes();
        }

        return new KeyDerivation(salt, iterations, parameters.HasData ? ReadHash(parameters.ReadSequence(), name) : HashAlgorithmName.SHA1);
    }

    [SuppressMessage("Security", "CA5379", Justification = "HMAC-SHA1 is PBKDF2's default, and what older openssl writes; never written here.")]
    [SuppressMessage("Security", "CA5387", Justification = "How many rounds a file was written with is read from it.")]
    public void Derive(ReadOnlySpan<byte> passphrase, Span<byte> key) => Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, key, iterations, hash);

    /// <summary>Writes it with HMAC-SHA256.</summary>
    public void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Pbkdf2);
            using (writer.PushSequence())
            {
                writer.WriteOctetString(salt);
                writer.WriteInteger(iterations);
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(HmacSha256);
                    writer.WriteNull();
                }
            }
        }
    }

    private static HashAlgorithmName ReadHash(AsnReader function, string name)
    {
        var identifier = function.ReadObjectIdentifier();
        return identifier switch
        {
            HmacSha1 => HashAlgorithmName.SHA1,
            HmacSha256 => HashAlgorithmName.SHA256,
            HmacSha384 => HashAlgorithmName.SHA384,
            HmacSha512 => HashAlgorithmName.SHA512,
            _ => throw KeyRefusal.OtherEncryption(name, $"the hash function {identifier}"),
        };
    }
}
