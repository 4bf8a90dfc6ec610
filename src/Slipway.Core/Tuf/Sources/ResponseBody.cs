using Slipway.Streams;

namespace Slipway.Tuf.Sources;

/// <summary>A response body that gives up on a server which has fallen silent, or only drips (ATTACKS A4).</summary>
internal sealed class ResponseBody(HttpResponseMessage response, Stream body, Uri address, TimeProvider time) : AwaitedStream
{
    private TimeSpan _waited;
    private long _received;

    /// <summary>Neither a length nor chunks: the server ends it by closing the connection (RFC 9112 §6.3).</summary>
    public bool HasUnknownEnd { get; } = response.Content.Headers.ContentLength is null && response.Headers.TransferEncodingChunked != true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(TransferLimits.Idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var start = time.GetTimestamp();
        try
        {
            var count = await body.ReadAsync(buffer, either.Token);
            RequireRate(count, time.GetElapsedTime(start));
            return count;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure($"nothing came for {TransferLimits.Idle.TotalSeconds} s", inner: null);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw Failure(ConnectionFailure.Describe(failure), ConnectionFailure.Inner(failure));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            response.Dispose();
        }

        base.Dispose(disposing);
    }

    private void RequireRate(int count, TimeSpan waited)
    {
        _waited += waited;
        _received += count;
        if (count == 0 || _waited < TransferLimits.RateWindow)
        {
            return;
        }

        if (_received < TransferLimits.MinimumRate * _waited.TotalSeconds)
        {
            throw Failure($"{_received} bytes came in {_waited.TotalSeconds:0} s", inner: null);
        }

        (_waited, _received) = (TimeSpan.Zero, 0);
    }

    private DeviceException Failure(string reason, Exception? inner) =>
        new(DeviceFailure.Transport, $"{address.GetLeftPart(UriPartial.Path)} broke off: {reason}.", inner);
}
