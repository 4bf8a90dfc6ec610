namespace Slipway.Testing;

/// <summary>A body without an end. It counts what was taken from it, and throws when a reader takes far more than any limit allows.</summary>
public sealed class EndlessStream : Stream
{
    private const long Patience = 64 * 1024 * 1024;

    public long Taken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        Taken += count;
        if (Taken > Patience)
        {
            throw new InvalidOperationException($"The reader has taken {Taken} bytes and does not stop.");
        }

        buffer.AsSpan(offset, count).Fill((byte)'{');
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
