using System.Buffers.Binary;
using System.IO.Compression;
using Slipway.Streams;

namespace Slipway.Bundles.Archives;

/// <summary>Decompresses exactly one gzip member (RFC 1952), which must fill the input.</summary>
/// <remarks>.NET's own GZipStream joins further members and ignores what follows them.</remarks>
internal sealed class GzipDecodingStream : ReadOnlyStream
{
    private const int HeaderBytes = 10;
    private const int TrailerBytes = 8;

    private readonly TailHoldingStream _input;
    private readonly DeflateStream _deflate;
    private uint _crc = Crc32.Initial;
    private uint _length;
    private bool _isComplete;

    // gzip, deflate, no flags.
    private static ReadOnlySpan<byte> Start => [0x1f, 0x8b, 8, 0];

    public GzipDecodingStream(Stream input)
    {
        RequireHeader(input);
        _input = new TailHoldingStream(input);
        _deflate = new DeflateStream(_input, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <exception cref="TrustException"><see cref="TrustFailure.Archive"/>.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_isComplete || buffer.IsEmpty)
        {
            return 0;
        }

        var length = Inflate(buffer);
        _crc = Crc32.Append(_crc, buffer[..length]);
        _length += (uint)length;
        if (length == 0)
        {
            RequireTrailer();
            _isComplete = true;
        }

        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _deflate.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Inflate(Span<byte> buffer)
    {
        try
        {
            return _deflate.Read(buffer);
        }
        catch (InvalidDataException damaged)
        {
            throw ArchiveRefusal.Of("the compressed data are damaged", damaged);
        }
    }

    // No name, comment or extra field: nothing that a signed payload would need, and a place to hide bytes.
    private static void RequireHeader(Stream input)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (input.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) != HeaderBytes || !header.StartsWith(Start))
        {
            throw ArchiveRefusal.Of("the compressed data do not begin like gzip");
        }
    }

    private void RequireTrailer()
    {
        Span<byte> rest = stackalloc byte[TrailerBytes + 1];
        var length = _input.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
        if (length < TrailerBytes)
        {
            throw ArchiveRefusal.Of("the compressed data end too early");
        }

        if (length > TrailerBytes)
        {
            throw ArchiveRefusal.Of("bytes after the end of the compressed data");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(rest) != Crc32.Finish(_crc) || BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) != _length)
        {
            throw ArchiveRefusal.Of("the compressed data are damaged (checksum or length)");
        }
    }
}
