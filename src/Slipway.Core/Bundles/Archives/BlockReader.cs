using Slipway.Streams;

namespace Slipway.Bundles.Archives;

/// <summary>The side of a <see cref="BlockPipe"/> that is read.</summary>
internal sealed class BlockReader(BlockPipe pipe, CancellationToken cancellation) : ReadOnlyStream
{
    private ArraySegment<byte> _block;

    public override int Read(Span<byte> buffer)
    {
        while (_block.Count == 0)
        {
            if (_block.Array is { } used)
            {
                _block = default;
                pipe.GiveBack(used);
            }

            if (!pipe.TryTakeFilled(out _block, cancellation))
            {
                return 0;
            }
        }

        var length = Math.Min(buffer.Length, _block.Count);
        _block.AsSpan(0, length).CopyTo(buffer);
        _block = _block[length..];
        return length;
    }

    /// <summary>Whole blocks as they come, without a copy.</summary>
    public override void CopyTo(Stream destination, int bufferSize)
    {
        while (pipe.TryTakeFilled(out var block, cancellation))
        {
            destination.Write(block);
            pipe.GiveBack(block.Array!);
        }
    }
}
