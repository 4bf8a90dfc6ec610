namespace Slipway.Publishing.Stores.S3;

/// <summary>An object that is read piece by piece, from start to end, so that a lost connection costs one piece.</summary>
/// <param name="first">Its beginning.</param>
/// <param name="read">Reads a piece from a position on.</param>
internal sealed class S3Stream(FoundObject first, Func<long, CancellationToken, Task<FoundObject>> read) : Stream
{
    private readonly long _length = first.Length;
    private FoundObject _piece = first;
    private int _at;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _piece.Bytes.Length && _position < _length)
        {
            _piece = await read(_position, cancellationToken);
            _at = 0;
        }

        var count = Math.Min(buffer.Length, _piece.Bytes.Length - _at);
        _piece.Bytes.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
