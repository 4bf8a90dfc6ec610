using System.Text;

namespace Slipway.Bundles.Archives;

/// <summary>The layout of ustar headers and pax records (POSIX.1-2017, pax).</summary>
internal static class TarFormat
{
    public const int BlockSize = 512;

    /// <summary>Two blocks of zeros end an archive.</summary>
    public const int EndSize = 2 * BlockSize;

    public const byte RegularFile = (byte)'0';
    public const byte OldRegularFile = 0;
    public const byte ExtendedHeader = (byte)'x';
    public const byte GlobalHeader = (byte)'g';

    public const int ModeOffset = 100;
    public const int OwnerOffset = 108;
    public const int GroupOffset = 116;
    public const int SizeOffset = 124;
    public const int TimeOffset = 136;
    public const int ChecksumOffset = 148;
    public const int TypeOffset = 156;
    public const int MagicOffset = 257;
    public const int PrefixOffset = 345;

    public const int NameLength = 100;
    public const int PrefixLength = 155;
    public const int SmallNumberLength = 8;
    public const int LargeNumberLength = 12;

    /// <summary>The largest size that a ustar header can state: 11 octal digits.</summary>
    public const long MaxPlainSize = (1L << 33) - 1;

    /// <summary>Throws on bytes that are not UTF-8 instead of replacing them: two names must not become one.</summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>"ustar", a zero, and the version "00".</summary>
    public static ReadOnlySpan<byte> Magic => "ustar\000"u8;

    /// <summary>How many zeros follow a content of that length.</summary>
    public static int Padding(long length) => (int)(-length & (BlockSize - 1));

    /// <summary>The sum of all bytes of a header, its checksum field counted as spaces.</summary>
    public static int Checksum(ReadOnlySpan<byte> header)
    {
        var sum = SmallNumberLength * ' ';
        for (var i = 0; i < header.Length; i++)
        {
            sum += i is >= ChecksumOffset and < ChecksumOffset + SmallNumberLength ? 0 : header[i];
        }

        return sum;
    }
}
