using Slipway.Streams;

namespace Slipway.Bundles.Archives;

/// <summary>Decompresses exactly one zstd frame, which must fill the input.</summary>
internal sealed unsafe class ZstdDecodingStream : ReadOnlyStream
{
    private const int InputBytes = 128 * 1024;

    private readonly ZstdDecompressorHandle _decompressor = new();
    private readonly Func<byte[], int, int, int> _read;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(InputBytes, pinned: true);
    private int _start;
    private int _end;
    private bool _isComplete;

    public ZstdDecodingStream(Stream input)
    {
        _read = input.Read;
        Require(ZstdLibrary.SetMaxWindowLog(_decompressor.DangerousGetHandle(), BundleLimits.MaxWindowLog));
    }

    /// <exception cref="TrustException"><see cref="TrustFailure.Archive"/>.</exception>
    public override int Read(Span<byte> buffer)
    {
        var written = 0;
        while (written == 0 && !buffer.IsEmpty && !_isComplete)
        {
            var isInputAtEnd = !Fill();
            written = Step(buffer);

            // With no input left the decoder may still hold output; when it does not, the frame's end is missing.
            if (isInputAtEnd && written == 0 && !_isComplete)
            {
                throw ArchiveRefusal.Of("the compressed data end too early");
            }
        }

        if (_isComplete)
        {
            RequireEnd();
        }

        return written;
    }

    protected override void Dispose(bool disposing)
    {
        _decompressor.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = _read(_buffer, 0, _buffer.Length);
        }

        return _start < _end;
    }

    private int Step(Span<byte> buffer)
    {
        fixed (byte* start = buffer, inputStart = _buffer)
        {
            var output = new ZstdBuffer { Start = start, Size = (nuint)buffer.Length };
            var input = new ZstdBuffer { Start = inputStart, Size = (nuint)_end, Position = (nuint)_start };
            _isComplete = Require(ZstdLibrary.Decompress(_decompressor.DangerousGetHandle(), &output, &input)) == 0;
            _start = (int)input.Position;
            return (int)output.Position;
        }
    }

    private void RequireEnd()
    {
        if (Fill())
        {
            throw ArchiveRefusal.Of("bytes after the end of the compressed data");
        }
    }

    private static nuint Require(nuint result) =>
        ZstdLibrary.IsError(result) ? throw ArchiveRefusal.Of($"the compressed data are damaged ({ZstdLibrary.Describe(result)})") : result;
}
