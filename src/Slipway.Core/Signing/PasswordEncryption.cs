using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Slipway.Signing;

/// <summary>EncryptedPrivateKeyInfo with PBES2: PBKDF2 and AES-CBC (RFC 8018 §6.2), as openssl reads and writes it.</summary>
internal static class PasswordEncryption
{
    /// <summary>A hostile file must not keep a build busy: about five seconds of one core.</summary>
    public const int MaxIterations = 5_000_000;

    private const int OurIterations = 600_000;
    private const int SaltLength = 16;
    private const int BlockLength = 16;
    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private const string Aes128Cbc = "2.16.840.1.101.3.4.1.2";
    private const string Aes192Cbc = "2.16.840.1.101.3.4.1.22";
    private const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";

    /// <returns>The PrivateKeyInfo, or what a wrong passphrase makes of it. The caller zeroes it.</returns>
    /// <exception cref="AsnContentException">Not an EncryptedPrivateKeyInfo.</exception>
    /// <exception cref="CryptographicException">The padding says that the passphrase is wrong.</exception>
    /// <exception cref="InputException"><see cref="InputFailure.KeyMalformed"/>: encrypted in another way.</exception>
    public static byte[] Decrypt(ReadOnlyMemory<byte> der, ReadOnlySpan<byte> passphrase, string name)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var algorithm = info.ReadSequence();
        var scheme = algorithm.ReadObjectIdentifier();
        if (scheme != Pbes2)
        {
            throw KeyRefusal.OtherEncryption(name, $"the scheme {scheme}");
        }

        var parameters = algorithm.ReadSequence();
        var derivation = KeyDerivation.Read(parameters.ReadSequence(), name);
        var (keyLength, vector) = ReadCipher(parameters.ReadSequence(), name);
        using var cipher = Cipher(derivation, passphrase, keyLength);
        return cipher.DecryptCbc(info.ReadOctetString(), vector);
    }

    /// <summary>PBKDF2 with HMAC-SHA256 and AES-256-CBC.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> privateKeyInfo, ReadOnlySpan<byte> passphrase)
    {
        var derivation = new KeyDerivation(RandomNumberGenerator.GetBytes(SaltLength), OurIterations, HashAlgorithmName.SHA256);
        var vector = RandomNumberGenerator.GetBytes(BlockLength);
        using var cipher = Cipher(derivation, passphrase, keyLength: 32);
        return Wrap(derivation, vector, cipher.EncryptCbc(privateKeyInfo, vector));
    }

    private static Aes Cipher(KeyDerivation derivation, ReadOnlySpan<byte> passphrase, int keyLength)
    {
        var key = new byte[keyLength];
        try
        {
            derivation.Derive(passphrase, key);
            var cipher = Aes.Create();
            cipher.Key = key;
            return cipher;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static (int KeyLength, byte[] Vector) ReadCipher(AsnReader scheme, string name)
    {
        var identifier = scheme.ReadObjectIdentifier();
        var keyLength = identifier switch
        {
            Aes128Cbc => 16,
            Aes192Cbc => 24,
            Aes256Cbc => 32,
            _ => throw KeyRefusal.OtherEncryption(name, $"the cipher {identifier}"),
        };
        var vector = scheme.ReadOctetString();
        return vector.Length == BlockLength ? (keyLength, vector) : throw new AsnContentException();
    }

    private static byte[] Wrap(KeyDerivation derivation, byte[] vector, byte[] encrypted)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Pbes2);
                using (writer.PushSequence())
                {
                    derivation.Write(writer);
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(Aes256Cbc);
                        writer.WriteOctetString(vector);
                    }
                }
            }

            writer.WriteOctetString(encrypted);
        }

        return writer.Encode();
    }
}
