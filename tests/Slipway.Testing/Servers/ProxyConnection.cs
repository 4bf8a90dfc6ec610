using System.Net.Sockets;
using System.Text;

namespace Slipway.Testing.Servers;

/// <summary>A client's connection: its requests, one after the other, each on a connection of its own to the server.</summary>
internal sealed class ProxyConnection(FaultProxy proxy, TcpClient client)
{
    private const int Continue = 100;
    private const int NoContent = 204;
    private const int NotModified = 304;

    private readonly NetworkStream _stream = client.GetStream();

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var connection = client;
        client.NoDelay = true;
        var reader = new WireReader(_stream);
        try
        {
            while (await reader.ReadHeadAsync(cancellation) is { } head)
            {
                if (!await ExchangeAsync(reader, head, cancellation))
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the two has hung up, or the test is over; the other learns of it by the end of its connection.
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> ExchangeAsync(WireReader reader, WireHead head, CancellationToken cancellation)
    {
        proxy.Begin();
        try
        {
            return await ExchangeAsync(reader, head, await proxy.AdmitAsync(head, cancellation), cancellation);
        }
        finally
        {
            proxy.End();
        }
    }

    private async Task<bool> ExchangeAsync(WireReader reader, WireHead head, ProxyRequest request, CancellationToken cancellation)
    {
        if (request.Fault is { Moment: ProxyMoment.BeforeForwarding } early)
        {
            await DiscardAsync(early.Status is null || head.ExpectsContinue ? null : reader, head, cancellation);
            return await EndAsync(early);
        }

        using var server = await proxy.ConnectAsync(cancellation);
        var upstream = server.GetStream();
        await upstream.WriteAsync(head.Bytes, cancellation);
        using var uploading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var upload = UploadAsync(reader, head, request, upstream, uploading.Token);
        var answering = AnswerAsync(new WireReader(upstream), request, cancellation);

        // An upload that breaks off ends the exchange; an answer may come before the upload has ended.
        if (await Task.WhenAny(upload, answering) == upload)
        {
            await upload;
        }

        await answering;
        if (request.Fault is { } late)
        {
            await uploading.CancelAsync();
            return await EndAsync(late);
        }

        await upload;
        return true;
    }

    private async Task UploadAsync(WireReader reader, WireHead head, ProxyRequest request, Stream upstream, CancellationToken cancellation)
    {
        var half = request.Fault is { Moment: ProxyMoment.InsideBody } ? (head.Length ?? 0) / 2 : long.MaxValue;
        await CopyBodyAsync(reader, head, ForwardAsync, cancellation);

        async Task ForwardAsync(ReadOnlyMemory<byte> piece)
        {
            var allowed = piece[..(int)Math.Min(piece.Length, half - request.BytesUp)];
            request.CountUp(allowed.Span);
            await upstream.WriteAsync(allowed, cancellation);
            if (request.BytesUp == half)
            {
                await EndAsync(request.Fault!);
                throw new IOException("It ends here.");
            }
        }
    }

    private async Task AnswerAsync(WireReader reader, ProxyRequest request, CancellationToken cancellation)
    {
        var isPassedOn = request.Fault is null;
        while (true)
        {
            var head = await reader.ReadHeadAsync(cancellation) ?? throw new EndOfStreamException();
            var isFinal = head.Status > Continue;
            request.Status = isFinal ? head.Status : 0;
            await PassOnAsync(head.Bytes, isPassedOn || !isFinal);
            if (isFinal)
            {
                await CopyAnswerAsync(reader, head, request, isPassedOn, cancellation);
                return;
            }
        }
    }

    private async Task CopyAnswerAsync(WireReader reader, WireHead head, ProxyRequest request, bool isPassedOn, CancellationToken cancellation)
    {
        if (request.Method == "HEAD" || head.Status is NoContent or NotModified)
        {
            return;
        }

        if (head is { Length: null, IsChunked: false })
        {
            await reader.CopyToEndAsync(CountAsync, cancellation);
            throw new EndOfStreamException();
        }

        await CopyBodyAsync(reader, head, CountAsync, cancellation);

        Task CountAsync(ReadOnlyMemory<byte> piece)
        {
            request.CountDown(piece.Length);
            return PassOnAsync(piece, isPassedOn);
        }
    }

    private Task PassOnAsync(ReadOnlyMemory<byte> bytes, bool isPassedOn) => isPassedOn ? _stream.WriteAsync(bytes).AsTask() : Task.CompletedTask;

    private static Task CopyBodyAsync(WireReader reader, WireHead head, Func<ReadOnlyMemory<byte>, Task> sink, CancellationToken cancellation) =>
        head.IsChunked ? reader.CopyChunksAsync(sink, cancellation) : reader.CopyAsync(head.Length ?? 0, sink, cancellation);

    /// <summary>Who is still sending does not listen.</summary>
    private static Task DiscardAsync(WireReader? reader, WireHead head, CancellationToken cancellation) =>
        reader is null ? Task.CompletedTask : CopyBodyAsync(reader, head, _ => Task.CompletedTask, cancellation);

    /// <returns>That the connection does not go on.</returns>
    private async Task<bool> EndAsync(ProxyFault fault)
    {
        fault.Strike?.Invoke();
        if (fault.Status is { } status)
        {
            var body = $"<?xml version=\"1.0\"?><Error><Code>{(status.StartsWith("503", StringComparison.Ordinal) ? "SlowDown" : "InternalError")}</Code><Message>{status}</Message></Error>";
            await _stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
            return false;
        }

        client.LingerState = new LingerOption(true, 0);
        return false;
    }
}
