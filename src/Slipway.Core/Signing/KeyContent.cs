using System.Buffers;
using System.Buffers.Text;

namespace Slipway.Signing;

/// <summary>Tells what a file is that should hold a key.</summary>
internal static class KeyContent
{
    private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>The content without a UTF-8 byte order mark.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.KeyMalformed"/>: empty, too long, or UTF-16.</exception>
    public static ReadOnlySpan<byte> RequireSane(ReadOnlySpan<byte> content, string name)
    {
        if (content.Length > KeyFile.MaxLength)
        {
            throw KeyRefusal.TooLong(name);
        }

        if (!content.ContainsAnyExcept(" \t\r\n"u8))
        {
            throw KeyRefusal.Empty(name);
        }

        if (content.Length == Ed25519.SeedLength)
        {
            return content;
        }

        if (content is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            throw KeyRefusal.Utf16(name);
        }

        return content.StartsWith(ByteOrderMark) ? content[ByteOrderMark.Length..] : content;
    }

    /// <summary>32 bytes that are not all text: random bytes are all text once in 10^14 times.</summary>
    public static bool IsRawKey(ReadOnlySpan<byte> content) => content.Length == Ed25519.SeedLength && !IsText(content);

    /// <summary>What content is that is neither PEM nor a raw key.</summary>
    public static InputException Explain(ReadOnlySpan<byte> content, string name)
    {
        if (!IsText(content))
        {
            return ExplainBinary(content, name);
        }

        var text = content.Trim(" \t\r\n"u8);
        if (text.StartsWith("ssh-"u8))
        {
            return KeyRefusal.OpenSsh(name);
        }

        if (text.Length is 64 or 128 && !text.ContainsAnyExcept(Hexadecimal))
        {
            return KeyRefusal.Hexadecimal(name);
        }

        if (text.Length > Ed25519.SeedLength && Base64.IsValid(text))
        {
            return KeyRefusal.Base64(name);
        }

        return content.Length == Ed25519.SeedLength ? KeyRefusal.TextOfSeedLength(name) : KeyRefusal.WrongLength(name, content.Length);
    }

    /// <summary>What a PEM block is that is no key of the wanted form.</summary>
    public static InputException ExplainLabel(string label, string name) => label switch
    {
        "RSA PRIVATE KEY" => KeyRefusal.OtherAlgorithm(name, "private", "RSA"),
        "RSA PUBLIC KEY" => KeyRefusal.OtherAlgorithm(name, "public", "RSA"),
        "EC PRIVATE KEY" or "EC PARAMETERS" => KeyRefusal.OtherAlgorithm(name, "private", "EC (ECDSA)"),
        "DSA PRIVATE KEY" => KeyRefusal.OtherAlgorithm(name, "private", "DSA"),
        "OPENSSH PRIVATE KEY" => KeyRefusal.OpenSsh(name),
        _ => KeyRefusal.OtherPem(name, label),
    };

    private static InputException ExplainBinary(ReadOnlySpan<byte> content, string name) =>
        content.StartsWith(Pkcs8.PublicKeyPrefix[..2]) || content.StartsWith(Pkcs8.PrivateKeyPrefix[..2]) ? KeyRefusal.Der(name)
        : content.Length == Ed25519.SeedLength + Ed25519.PublicKeyLength ? KeyRefusal.SeedAndPublicKey(name)
        : KeyRefusal.WrongLength(name, content.Length);

    private static bool IsText(ReadOnlySpan<byte> content) =>
        !content.ContainsAnyExceptInRange((byte)'\t', (byte)'~') && !content.ContainsAnyInRange((byte)0x0e, (byte)0x1f);
}
