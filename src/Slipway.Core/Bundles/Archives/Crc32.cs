using System.Buffers.Binary;

namespace Slipway.Bundles.Archives;

/// <summary>The checksum of gzip (RFC 1952 §8), four bytes at a time.</summary>
internal static class Crc32
{
    public const uint Initial = 0xFFFFFFFF;

    private const uint Polynomial = 0xEDB88320;
    private const int TableSize = 256;

    private static readonly uint[] Tables = MakeTables();

    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        while (bytes.Length >= 4)
        {
            crc ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            crc = tables[(3 * TableSize) + (byte)crc] ^ tables[(2 * TableSize) + (byte)(crc >> 8)]
                ^ tables[TableSize + (byte)(crc >> 16)] ^ tables[crc >> 24];
            bytes = bytes[4..];
        }

        foreach (var value in bytes)
        {
            crc = tables[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    public static uint Finish(uint crc) => ~crc;

    // Table n says what a byte does to the checksum when n more bytes follow it.
    private static uint[] MakeTables()
    {
        var tables = new uint[4 * TableSize];
        for (uint i = 0; i < TableSize; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : Polynomial ^ (crc >> 1);
            }

            tables[i] = crc;
        }

        for (var i = TableSize; i < tables.Length; i++)
        {
            tables[i] = tables[tables[i - TableSize] & 0xFF] ^ (tables[i - TableSize] >> 8);
        }

        return tables;
    }
}
