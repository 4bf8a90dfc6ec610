namespace Slipway.Tuf.Sources;

/// <summary>Lets so many bytes a second pass, on average since the last pause. Not thread-safe: a client reads one file at a time.</summary>
internal sealed class Throttle(long bytesPerSecond, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _free;

    /// <summary>The most that should be taken at once, so that the rate holds over less than a second, too.</summary>
    public int Piece { get; } = (int)Math.Clamp(bytesPerSecond / 4, 1, 64 * 1024);

    /// <summary>Waits until the bytes that were taken are paid for.</summary>
    public async Task PayAsync(int bytes, CancellationToken cancellation)
    {
        var now = time.GetElapsedTime(_start);
        _free = (_free > now ? _free : now) + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
        await Task.Delay(_free - now, time, cancellation);
    }
}
