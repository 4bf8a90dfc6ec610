using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Slipway.Signing;

/// <summary>A <c>PUBLIC KEY</c> block as TUF key objects carry it (RFC 7468 §13, RFC 5280 §4.1.2.7), its key still to be judged.</summary>
/// <param name="Algorithm">The algorithm's object identifier.</param>
/// <param name="Parameters">The algorithm's parameters as one encoded DER value; empty when there are none.</param>
/// <param name="Key">The content of the bit string.</param>
internal sealed record SubjectPublicKeyInfo(string Algorithm, ReadOnlyMemory<byte> Parameters, ReadOnlyMemory<byte> Key)
{
    /// <summary>The longest block that is read, in characters: an RSA key of 8192 bits in the shortest lines needs half of it.</summary>
    public const int MaxLength = 8192;

    /// <summary>The one block that <paramref name="text"/> consists of; null when it does not.</summary>
    public static SubjectPublicKeyInfo? FromPem(string text)
    {
        if (text.Length > MaxLength || Decode(text) is not { } der)
        {
            return null;
        }

        try
        {
            return Read(new AsnReader(der, AsnEncodingRules.DER));
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static byte[]? Decode(string text)
    {
        // Nothing but the block: two readers could otherwise find two keys in one text.
        var isBlock = PemEncoding.TryFind(text, out var fields)
            && text.AsSpan(fields.Label).SequenceEqual("PUBLIC KEY")
            && text.AsSpan(fields.Location).Length == text.AsSpan().Trim(" \t\r\n").Length;
        var der = new byte[isBlock ? fields.DecodedDataLength : 0];
        return isBlock && Convert.TryFromBase64Chars(text.AsSpan(fields.Base64Data), der, out var length) && length == der.Length ? der : null;
    }

    private static SubjectPublicKeyInfo Read(AsnReader outer)
    {
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var algorithm = info.ReadSequence();
        var identifier = algorithm.ReadObjectIdentifier();
        var parameters = algorithm.HasData ? algorithm.ReadEncodedValue() : ReadOnlyMemory<byte>.Empty;
        algorithm.ThrowIfNotEmpty();
        var key = info.ReadBitString(out var unusedBits);
        info.ThrowIfNotEmpty();
        return unusedBits == 0 ? new SubjectPublicKeyInfo(identifier, parameters, key) : throw new AsnContentException();
    }
}
