using Slipway.Streams;

namespace Slipway.Bundles.Archives;

/// <summary>Compresses with zstd on several threads into one frame. <see cref="Complete"/> writes its end.</summary>
internal sealed unsafe class ZstdEncodingStream : WriteOnlyStream
{
    // Fixed, so that the bytes do not depend on the number of processors. Smaller jobs need less memory, larger ones compress better.
    private const int JobBytes = 4 * 1024 * 1024;
    private const int OutputBytes = 256 * 1024;

    private readonly ZstdCompressorHandle _compressor = new();
    private readonly Action<byte[], int, int> _write;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(OutputBytes, pinned: true);

    public ZstdEncodingStream(Stream output, int level, int workers)
    {
        _write = output.Write;
        Set(ZstdParameter.CompressionLevel, level);
        Set(ZstdParameter.ChecksumFlag, 1);

        // At least one worker: without any, libzstd cuts the input differently.
        Set(ZstdParameter.WorkerCount, Math.Max(1, workers));
        Set(ZstdParameter.JobSize, JobBytes);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var input = new ZstdBuffer { Start = start, Size = (nuint)buffer.Length };
            while (input.Position < input.Size)
            {
                Step(&input, ZstdDirective.Continue);
            }
        }
    }

    /// <summary>Ends the frame.</summary>
    public void Complete()
    {
        ZstdBuffer nothing = default;
        while (Step(&nothing, ZstdDirective.End) != 0)
        {
        }
    }

    protected override void Dispose(bool disposing)
    {
        _compressor.Dispose();
        base.Dispose(disposing);
    }

    private nuint Step(ZstdBuffer* input, ZstdDirective directive)
    {
        fixed (byte* start = _buffer)
        {
            var output = new ZstdBuffer { Start = start, Size = OutputBytes };
            var left = Require(ZstdLibrary.Compress(_compressor.DangerousGetHandle(), &output, input, directive));
            _write(_buffer, 0, (int)output.Position);
            return left;
        }
    }

    private void Set(ZstdParameter parameter, int value) => Require(ZstdLibrary.SetParameter(_compressor.DangerousGetHandle(), parameter, value));

    private static nuint Require(nuint result) =>
        ZstdLibrary.IsError(result) ? throw new InvalidOperationException($"libzstd: {ZstdLibrary.Describe(result)}") : result;
}
