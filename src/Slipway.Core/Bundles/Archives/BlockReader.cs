using System.Diagnostics.CodeAnalysis;
using Slipway.Streams;

namespace Slipway.Bundles.Archives;

/// <summary>The side of a <see cref="BlockPipe"/> that is read.</summary>
internal sealed class BlockReader(BlockPipe pipe, CancellationToken cancellation) : ReadOnlyStream
{
    private ArraySegment<byte> _block;
    private BlockLease? _lease;

    public override int Read(Span<byte> buffer)
    {
        if (!MoveToUnread())
        {
            return 0;
        }

        var length = Math.Min(buffer.Length, _block.Count);
        _block.AsSpan(0, length).CopyTo(buffer);
        _block = _block[length..];
        return length;
    }

    /// <summary>The next bytes where they are, at most so many. They stay until something is read after them.</summary>
    public ReadOnlySpan<byte> Read(long maxLength)
    {
        if (maxLength == 0 || !MoveToUnread())
        {
            return default;
        }

        var bytes = _block[..(int)Math.Min(maxLength, _block.Count)];
        _block = _block[bytes.Count..];
        return bytes;
    }

    /// <summary>The next bytes where they are, if they lie together. They stay as long as the lease is shared by somebody.</summary>
    public bool TryTake(long length, out ArraySegment<byte> bytes, [NotNullWhen(true)] out BlockLease? lease)
    {
        (bytes, lease) = (default, null);
        if (length > _block.Count)
        {
            return false;
        }

        (bytes, _block, lease) = (_block[..(int)length], _block[(int)length..], _lease);
        return lease is not null;
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

    // False: the content has ended.
    private bool MoveToUnread()
    {
        while (_block.Count == 0)
        {
            _lease?.End();
            _lease = null;
            if (!pipe.TryTakeFilled(out _block, cancellation))
            {
                return false;
            }

            _lease = new BlockLease(pipe, _block.Array!);
        }

        return true;
    }
}
