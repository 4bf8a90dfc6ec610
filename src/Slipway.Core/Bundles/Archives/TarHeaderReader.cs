using System.Text;

namespace Slipway.Bundles.Archives;

/// <summary>Reads the fields of one header block, in their plain spelling only.</summary>
internal static class TarHeaderReader
{
    /// <summary>Refuses a block that is no ustar header, or whose checksum is not its own.</summary>
    public static void RequireWellFormed(ReadOnlySpan<byte> header)
    {
        if (!header.Slice(TarFormat.MagicOffset, TarFormat.Magic.Length).SequenceEqual(TarFormat.Magic))
        {
            throw ArchiveRefusal.Of("a header that is not of the ustar format");
        }

        if (Octal(header.Slice(TarFormat.ChecksumOffset, TarFormat.SmallNumberLength)) != TarFormat.Checksum(header))
        {
            throw ArchiveRefusal.Of("a header whose checksum does not fit");
        }
    }

    /// <summary>Refuses links, devices, folders and every extension: what is not a regular file is not looked at further.</summary>
    public static void RequireRegularFile(ReadOnlySpan<byte> header, string name)
    {
        var type = header[TarFormat.TypeOffset];
        if (type is not (TarFormat.RegularFile or TarFormat.OldRegularFile))
        {
            throw ArchiveRefusal.OfEntry(name, $"it is {Describe(type)}: expected regular files only");
        }
    }

    /// <summary>The name, joined from its two fields.</summary>
    public static string Name(ReadOnlySpan<byte> header)
    {
        var prefix = Text(header.Slice(TarFormat.PrefixOffset, TarFormat.PrefixLength));
        var name = Text(header[..TarFormat.NameLength]);
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    /// <summary>The length of the content.</summary>
    public static long Size(ReadOnlySpan<byte> header, string name) =>
        Octal(header.Slice(TarFormat.SizeOffset, TarFormat.LargeNumberLength)) is >= 0 and var size
            ? size
            : throw ArchiveRefusal.OfEntry(name, "its size is not an octal number");

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        try
        {
            return TarFormat.StrictUtf8.GetString(end < 0 ? field : field[..end]);
        }
        catch (DecoderFallbackException malformed)
        {
            throw ArchiveRefusal.Of("a name that is not UTF-8", malformed);
        }
    }

    // Digits, then zeros or spaces. -1 for anything else, GNU's binary numbers among them.
    private static long Octal(ReadOnlySpan<byte> field)
    {
        var digits = field.IndexOfAnyExceptInRange((byte)'0', (byte)'7');
        digits = digits < 0 ? field.Length : digits;
        if (digits == 0 || field[digits..].ContainsAnyExcept((byte)0, (byte)' '))
        {
            return -1;
        }

        var value = 0L;
        foreach (var digit in field[..digits])
        {
            value = (value << 3) + (digit - '0');
        }

        return value;
    }

    private static string Describe(byte type) => (char)type switch
    {
        '1' => "a hard link",
        '2' => "a symbolic link",
        '3' or '4' => "a device",
        '5' => "a folder",
        '6' => "a pipe",
        'g' => "a global extended header",
        'x' => "a second extended header",
        _ => $"of type 0x{type:x2}",
    };
}
