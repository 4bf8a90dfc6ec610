using Slipway.Streams;

namespace Slipway.Tuf.Sources;

/// <summary>A body that is read no faster than a throttle lets it. The server is not blamed for that time.</summary>
internal sealed class ThrottledStream(Stream body, Throttle throttle) : AwaitedStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer[..Math.Min(buffer.Length, throttle.Piece)], cancellationToken);
        if (count > 0)
        {
            await throttle.PayAsync(count, cancellationToken);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
