using Slipway.Streams;

namespace Slipway.Bundles.Archives;

/// <summary>The side of a <see cref="BlockPipe"/> that is written.</summary>
internal sealed class BlockWriter(BlockPipe pipe, CancellationToken cancellation) : WriteOnlyStream
{
    private byte[]? _block;
    private int _length;

    /// <summary>Room for at least one byte, to be filled from its start and then counted by <see cref="Advance"/>.</summary>
    public Memory<byte> Room
    {
        get
        {
            _block ??= pipe.TakeFree(cancellation);
            return _block.AsMemory(_length);
        }
    }

    /// <summary>Counts bytes that were put into <see cref="Room"/>.</summary>
    public void Advance(int length)
    {
        _length += length;
        if (_length == _block?.Length)
        {
            PassOn();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var room = Room.Span;
            var length = Math.Min(room.Length, buffer.Length);
            buffer[..length].CopyTo(room);
            Advance(length);
            buffer = buffer[length..];
        }
    }

    /// <summary>Says that nothing follows.</summary>
    public void Complete()
    {
        PassOn();
        pipe.Complete();
    }

    private void PassOn()
    {
        if (_block is null)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        pipe.Pass(new ArraySegment<byte>(_block, 0, _length));
        (_block, _length) = (null, 0);
    }
}
