using System.Globalization;
using System.Text;

namespace Slipway.Bundles.Archives;

/// <summary>Writes the headers of regular files: fixed times and owners, so that the same files give the same bytes.</summary>
internal static class TarHeaderWriter
{
    private const int FileMode = 0b110_100_100;
    private const int ExecutableMode = 0b111_101_101;

    /// <summary>The most blocks that <see cref="Write"/> needs: an extended header, its records, and the header proper.</summary>
    public const int MaxLength = (3 * TarFormat.BlockSize) + BundleLimits.MaxExtendedHeaderBytes;

    private static ReadOnlySpan<byte> ExtendedHeaderName => "PaxHeader"u8;

    /// <summary>Writes the header of one file, after an extended one where a plain one cannot say it, and returns its length.</summary>
    public static int Write(Span<byte> destination, string path, long size, bool isExecutable)
    {
        var mode = isExecutable ? ExecutableMode : FileMode;
        var isPlain = TrySplit(path, out var prefix, out var name);
        if (isPlain && size <= TarFormat.MaxPlainSize)
        {
            WriteBlock(destination, prefix, name, size, mode, TarFormat.RegularFile);
            return TarFormat.BlockSize;
        }

        var records = (isPlain ? "" : Record("path", path)) + (size > TarFormat.MaxPlainSize ? Record("size", size.ToString(CultureInfo.InvariantCulture)) : "");
        var recordBytes = Encoding.UTF8.GetBytes(records);
        WriteBlock(destination, [], ExtendedHeaderName, recordBytes.Length, FileMode, TarFormat.ExtendedHeader);
        var content = destination[TarFormat.BlockSize..];
        recordBytes.CopyTo(content);
        var padded = recordBytes.Length + TarFormat.Padding(recordBytes.Length);
        content[recordBytes.Length..padded].Clear();
        WriteBlock(content[padded..], prefix, isPlain ? name : ExtendedHeaderName, size > TarFormat.MaxPlainSize ? 0 : size, mode, TarFormat.RegularFile);
        return padded + (2 * TarFormat.BlockSize);
    }

    // A record begins with its own length, which counts the digits of that length.
    private static string Record(string key, string value)
    {
        var body = Encoding.UTF8.GetByteCount($" {key}={value}\n");
        var length = body + 1;
        while (body + length.ToString(CultureInfo.InvariantCulture).Length != length)
        {
            length++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{length} {key}={value}\n");
    }

    private static bool TrySplit(string path, out ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(path);
        prefix = default;
        name = bytes;
        if (!Ascii.IsValid(path))
        {
            return false;
        }

        if (bytes.Length <= TarFormat.NameLength)
        {
            return true;
        }

        // The longest prefix that fits, so that there is one way to write a path.
        var slash = bytes[..Math.Min(bytes.Length, TarFormat.PrefixLength + 1)].LastIndexOf((byte)'/');
        if (slash <= 0 || bytes.Length - slash - 1 > TarFormat.NameLength)
        {
            return false;
        }

        prefix = bytes[..slash];
        name = bytes[(slash + 1)..];
        return true;
    }

    private static void WriteBlock(Span<byte> destination, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, long size, int mode, byte type)
    {
        var block = destination[..TarFormat.BlockSize];
        block.Clear();
        name.CopyTo(block);
        WriteOctal(block.Slice(TarFormat.ModeOffset, TarFormat.SmallNumberLength), mode);
        WriteOctal(block.Slice(TarFormat.OwnerOffset, TarFormat.SmallNumberLength), 0);
        WriteOctal(block.Slice(TarFormat.GroupOffset, TarFormat.SmallNumberLength), 0);
        WriteOctal(block.Slice(TarFormat.SizeOffset, TarFormat.LargeNumberLength), size);
        WriteOctal(block.Slice(TarFormat.TimeOffset, TarFormat.LargeNumberLength), 0);
        block[TarFormat.TypeOffset] = type;
        TarFormat.Magic.CopyTo(block[TarFormat.MagicOffset..]);
        prefix.CopyTo(block[TarFormat.PrefixOffset..]);
        WriteOctal(block.Slice(TarFormat.ChecksumOffset, TarFormat.SmallNumberLength - 1), TarFormat.Checksum(block));
        block[TarFormat.ChecksumOffset + TarFormat.SmallNumberLength - 1] = (byte)' ';
    }

    // Digits up to the last byte of the field, which is zero.
    private static void WriteOctal(Span<byte> field, long value)
    {
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--, value >>= 3)
        {
            field[i] = (byte)('0' + (value & 7));
        }
    }
}
