using System.Buffers.Text;
using System.Text;

namespace Slipway.Bundles.Archives;

/// <summary>What an extended header overrides. Its time is accepted and ignored; owners, attributes and access lists are refused.</summary>
internal readonly record struct PaxRecords(string? Path, long? Size)
{
    /// <summary>Reads records of the form <c>LENGTH KEY=VALUE\n</c>, each key once.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Archive"/>.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> content)
    {
        string? path = null;
        long? size = null;
        var hasTime = false;
        while (!content.IsEmpty)
        {
            ReadRecord(ref content, out var key, out var value);
            if (key.SequenceEqual("path"u8) && path is null)
            {
                path = Text(value);
            }
            else if (key.SequenceEqual("size"u8) && size is null)
            {
                size = Number(value);
            }
            else if (key.SequenceEqual("mtime"u8) && !hasTime)
            {
                hasTime = true;
            }
            else
            {
                throw ArchiveRefusal.Of($"an extended header with '{BundlePath.Printable(Encoding.Latin1.GetString(key))}': expected path, size and mtime, each once");
            }
        }

        return new PaxRecords(path, size);
    }

    private static void ReadRecord(ref ReadOnlySpan<byte> content, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var isNumber = Utf8Parser.TryParse(content, out int length, out var digits);
        if (!isNumber || content[0] is < (byte)'1' or > (byte)'9' || length > content.Length || length <= digits + 1
            || content[digits] != ' ' || content[length - 1] != '\n')
        {
            throw Malformed();
        }

        var record = content[(digits + 1)..(length - 1)];
        var equals = record.IndexOf((byte)'=');
        if (equals <= 0)
        {
            throw Malformed();
        }

        key = record[..equals];
        value = record[(equals + 1)..];
        content = content[length..];
    }

    private static string Text(ReadOnlySpan<byte> value)
    {
        try
        {
            return TarFormat.StrictUtf8.GetString(value);
        }
        catch (DecoderFallbackException malformed)
        {
            throw ArchiveRefusal.Of("a name that is not UTF-8", malformed);
        }
    }

    private static long Number(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out long number, out var digits) && digits == value.Length && char.IsAsciiDigit((char)value[0])
            ? number
            : throw ArchiveRefusal.Of("an extended header whose size is not a number");

    private static TrustException Malformed() => ArchiveRefusal.Of("an extended header that is not well-formed");
}
