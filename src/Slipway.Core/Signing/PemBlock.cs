using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Signing;

/// <summary>The one PEM block of a key file. Its bytes, and the text they came from, are zeroed on disposal.</summary>
internal sealed class PemBlock : IDisposable
{
    private readonly byte[] _content;
    private readonly int _length;

    private PemBlock(string label, byte[] content, int length)
    {
        Label = label;
        _content = content;
        _length = length;
    }

    /// <summary>For example <c>PRIVATE KEY</c>. No secret.</summary>
    public string Label { get; }

    public ReadOnlyMemory<byte> Content => _content.AsMemory(0, _length);

    public static bool IsIn(ReadOnlySpan<byte> content) => content.IndexOf("-----BEGIN "u8) >= 0;

    /// <exception cref="InputException"><see cref="InputFailure.KeyMalformed"/>: no well-formed block, or several.</exception>
    public static PemBlock Read(ReadOnlySpan<byte> content, string name)
    {
        var characters = new char[content.Length];
        try
        {
            Encoding.Latin1.GetChars(content, characters);
            return Read(characters.AsSpan(), name);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_content);

    private static PemBlock Read(ReadOnlySpan<char> text, string name)
    {
        if (!PemEncoding.TryFind(text, out var fields))
        {
            throw KeyRefusal.NotPem(name);
        }

        // A file with EC parameters before its EC key is explained by its first label.
        var label = text[fields.Label].ToString();
        if (PemEncoding.TryFind(text[fields.Location.End..], out _) && label.EndsWith("KEY", StringComparison.Ordinal))
        {
            throw KeyRefusal.SeveralKeys(name);
        }

        var content = new byte[fields.DecodedDataLength];
        return Convert.TryFromBase64Chars(text[fields.Base64Data], content, out var length)
            ? new PemBlock(label, content, length)
            : throw KeyRefusal.NotPem(name);
    }
}
