using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Signing;

/// <summary>Reads and writes Ed25519 keys in the forms that openssl uses, and says what else a file is when it is no such key.</summary>
/// <remarks>A private key is PKCS#8 PEM, encrypted or not, or its raw 32-byte seed (B07); a public key is PEM. No message has bytes of a key. Thread-safe.</remarks>
public static class KeyFile
{
    /// <summary>The longest content that is looked at, in bytes. Keys have a few hundred.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Reads a private key. The caller keeps, and zeroes, <paramref name="content"/>.</summary>
    /// <param name="content">What the file or variable holds.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="passphrase">Asked only if the key is encrypted; what it returns is zeroed after use. Null, or returning null or nothing: there is none.</param>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyMalformed"/>, <see cref="InputFailure.KeyNotPrivate"/>, <see cref="InputFailure.PassphraseWrong"/>,
    /// <see cref="InputFailure.LibraryMissing"/>.
    /// </exception>
    public static Ed25519PrivateKey ReadPrivate(ReadOnlySpan<byte> content, string name, Func<byte[]?>? passphrase)
    {
        var trimmed = KeyContent.RequireSane(content, name);
        if (!PemBlock.IsIn(trimmed))
        {
            return KeyContent.IsRawKey(trimmed) ? Ed25519PrivateKey.FromSeed(trimmed) : throw KeyContent.Explain(trimmed, name);
        }

        using var block = PemBlock.Read(trimmed, name);
        return block.Label switch
        {
            "PRIVATE KEY" => Decode(block, name, () => Pkcs8.ReadPrivate(block.Content, name)),
            "ENCRYPTED PRIVATE KEY" => Decode(block, name, () => ReadEncrypted(block, name, passphrase)),
            "PUBLIC KEY" => throw KeyRefusal.PublicInsteadOfPrivate(name),
            _ => throw KeyContent.ExplainLabel(block.Label, name),
        };
    }

    /// <summary>Reads a public key: Ed25519, or ECDSA on P-256.</summary>
    /// <param name="content">What the file holds.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InputException"><see cref="InputFailure.KeyMalformed"/>: a private key, too, which has no place where releases are verified.</exception>
    public static VerificationKey ReadPublic(ReadOnlySpan<byte> content, string name)
    {
        var trimmed = KeyContent.RequireSane(content, name);
        if (!PemBlock.IsIn(trimmed))
        {
            throw KeyContent.IsRawKey(trimmed) ? KeyRefusal.RawPublicKey(name) : KeyContent.Explain(trimmed, name);
        }

        using var block = PemBlock.Read(trimmed, name);
        return block.Label switch
        {
            "PUBLIC KEY" => Decode(block, name, () => Pkcs8.ReadPublic(block.Content, name)),
            "PRIVATE KEY" or "ENCRYPTED PRIVATE KEY" => throw KeyRefusal.PrivateInsteadOfPublic(name),
            _ => throw KeyContent.ExplainLabel(block.Label, name),
        };
    }

    /// <summary>A <c>PRIVATE KEY</c> block, or with a passphrase an <c>ENCRYPTED PRIVATE KEY</c> (PBKDF2-HMAC-SHA256, AES-256-CBC), in ASCII.</summary>
    /// <remarks>Bytes, not a string, so that the caller can zero them.</remarks>
    public static byte[] WritePrivatePem(Ed25519PrivateKey key, ReadOnlySpan<byte> passphrase)
    {
        Span<byte> info = stackalloc byte[Pkcs8.PrivateKeyPrefix.Length + Ed25519.SeedLength];
        try
        {
            Pkcs8.PrivateKeyPrefix.CopyTo(info);
            key.CopySeed(info[Pkcs8.PrivateKeyPrefix.Length..]);
            return passphrase.IsEmpty
                ? WritePem("PRIVATE KEY", info)
                : WritePem("ENCRYPTED PRIVATE KEY", PasswordEncryption.Encrypt(info, passphrase));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(info);
        }
    }

    private static TKey Decode<TKey>(PemBlock block, string name, Func<TKey> read)
    {
        try
        {
            return read();
        }
        catch (AsnContentException)
        {
            throw KeyRefusal.DamagedPem(name, block.Label);
        }
    }

    private static Ed25519PrivateKey ReadEncrypted(PemBlock block, string name, Func<byte[]?>? passphrase)
    {
        if (passphrase?.Invoke() is not { Length: > 0 } secret)
        {
            throw KeyRefusal.PassphraseMissing(name);
        }

        byte[] info = [];
        try
        {
            info = PasswordEncryption.Decrypt(block.Content, secret, name);
            return Pkcs8.ReadPrivate(info, name);
        }
        catch (Exception failure) when (failure is CryptographicException || (failure is AsnContentException && info.Length > 0))
        {
            // One wrong passphrase in 256 makes the padding fit, and then what comes out is no key.
            throw KeyRefusal.PassphraseWrong(name);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(info);
        }
    }

    private static byte[] WritePem(string label, ReadOnlySpan<byte> content)
    {
        var characters = PemEncoding.Write(label, content);
        try
        {
            return [.. Encoding.ASCII.GetBytes(characters), (byte)'\n'];
        }
        finally
        {
            characters.AsSpan().Clear();
        }
    }
}
