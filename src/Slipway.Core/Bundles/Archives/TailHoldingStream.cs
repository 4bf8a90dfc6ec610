using Slipway.Streams;

namespace Slipway.Bundles.Archives;

/// <summary>Passes a stream on, its last bytes one by one: who stops reading in time has taken nothing that follows.</summary>
/// <remarks>A decompressor takes whole buffers and does not say how much of the last one it needed.</remarks>
internal sealed class TailHoldingStream(Stream input) : ReadOnlyStream
{
    /// <summary>Longer than anything that may follow compressed data.</summary>
    private const int TailBytes = 64;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isInputAtEnd;

    public override int Read(Span<byte> buffer)
    {
        if (!_isInputAtEnd && _end - _start <= TailBytes)
        {
            Fill();
        }

        var available = _end - _start;
        var length = Math.Min(buffer.Length, _isInputAtEnd && available <= TailBytes ? Math.Min(available, 1) : available - TailBytes);
        _buffer.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var room = _buffer.AsSpan(_end);
        var length = input.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
        _isInputAtEnd = length < room.Length;
        _end += length;
    }
}
