using System.Diagnostics.CodeAnalysis;

namespace Slipway.Bundles.Archives;

/// <summary>Reads an archive of regular files from start to end, and refuses everything else that tar can hold.</summary>
/// <remarks>Names are not judged here, only spelled: the effective name is the extended header's, if there is one (ATTACKS T10).</remarks>
internal sealed class TarReader(Stream archive)
{
    private readonly byte[] _block = new byte[TarFormat.BlockSize];
    private long _unread;
    private int _padding;

    /// <summary>The next file, whose content then must be read to its end; null at the archive's end, after which there was nothing.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Archive"/>.</exception>
    public TarEntry? ReadEntry()
    {
        SkipPadding();
        if (!ReadHeader())
        {
            RequireEnd();
            return null;
        }

        var extended = default(PaxRecords);
        if (_block[TarFormat.TypeOffset] == TarFormat.ExtendedHeader)
        {
            extended = ReadExtendedHeader();
            if (!ReadHeader())
            {
                throw ArchiveRefusal.Of("an extended header that no file follows");
            }
        }

        var name = extended.Path ?? TarHeaderReader.Name(_block);
        TarHeaderReader.RequireRegularFile(_block, name);
        _unread = extended.Size ?? TarHeaderReader.Size(_block, name);
        _padding = TarFormat.Padding(_unread);
        return new TarEntry(name, _unread);
    }

    /// <summary>The next piece of the current file's content, where the pipe holds it, until something is read after it; empty at its end.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Archive"/>: the archive ends inside the file.</exception>
    public ReadOnlySpan<byte> ReadContent()
    {
        var piece = Pipe.Read(_unread);
        if (piece.IsEmpty && _unread > 0)
        {
            throw Truncated();
        }

        _unread -= piece.Length;
        return piece;
    }

    /// <summary>All of the current file's content, where the pipe holds it, if it lies together there.</summary>
    public bool TryTakeContent(out ArraySegment<byte> content, [NotNullWhen(true)] out BlockLease? lease)
    {
        var isTogether = Pipe.TryTake(_unread, out content, out lease);
        _unread -= content.Count;
        return isTogether;
    }

    /// <summary>Goes past the rest of the current file's content, where the archive can seek.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Archive"/>: the archive ends inside the file.</exception>
    public void SkipContent()
    {
        if (_unread > archive.Length - archive.Position)
        {
            throw Truncated();
        }

        archive.Seek(_unread, SeekOrigin.Current);
        _unread = 0;
    }

    private BlockReader Pipe => archive as BlockReader ?? throw new InvalidOperationException("Content is read from a pipe only; a file's is skipped.");

    private void SkipPadding()
    {
        if (_unread != 0)
        {
            throw new InvalidOperationException("The content of the previous file has not been read to its end.");
        }

        var padding = _block.AsSpan(0, _padding);
        ReadExactly(padding);
        RequireZeros(padding, "bytes between the end of a file and the next header");
    }

    // False: the first of the two blocks of zeros that end an archive.
    private bool ReadHeader()
    {
        ReadExactly(_block);
        if (!_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            return false;
        }

        TarHeaderReader.RequireWellFormed(_block);
        return true;
    }

    private PaxRecords ReadExtendedHeader()
    {
        var size = TarHeaderReader.Size(_block, "PaxHeader");
        if (size > BundleLimits.MaxExtendedHeaderBytes)
        {
            throw ArchiveRefusal.Of($"an extended header of {size} bytes: expected at most {BundleLimits.MaxExtendedHeaderBytes}");
        }

        var content = new byte[size + TarFormat.Padding(size)];
        ReadExactly(content);
        RequireZeros(content.AsSpan((int)size), "bytes between the end of an extended header and the next header");
        return PaxRecords.Parse(content.AsSpan(0, (int)size));
    }

    private void RequireEnd()
    {
        ReadExactly(_block);
        RequireZeros(_block, "a block after the block of zeros that begins the end");
        if (archive.Read(_block) != 0)
        {
            throw ArchiveRefusal.Of("bytes after the end of the archive");
        }
    }

    private void ReadExactly(Span<byte> buffer)
    {
        if (archive.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) != buffer.Length)
        {
            throw Truncated();
        }
    }

    private static void RequireZeros(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.ContainsAnyExcept((byte)0))
        {
            throw ArchiveRefusal.Of(what);
        }
    }

    private static TrustException Truncated() => ArchiveRefusal.Of("the archive ends too early");
}
