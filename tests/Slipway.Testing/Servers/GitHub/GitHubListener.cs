using System.Net;
using System.Net.Sockets;

namespace Slipway.Testing.Servers.GitHub;

/// <summary>Listens on this machine, and answers many connections at the same time.</summary>
internal sealed class GitHubListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<GitHubCall, Func<Task<byte[]>>, CancellationToken, Task<GitHubReply?>> _answer;

    public GitHubListener(Func<GitHubCall, Func<Task<byte[]>>, CancellationToken, Task<GitHubReply?>> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token), _closing.Token);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken closing)
    {
        using var connection = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        var reader = new WireReader(stream);
        try
        {
            while (await reader.ReadHeadAsync(closing) is { } head)
            {
                if (await _answer(new GitHubCall(head), () => ReadAsync(reader, head, closing), closing) is not { } reply)
                {
                    client.LingerState = new LingerOption(true, 0);
                    return;
                }

                await stream.WriteAsync(reply.ToBytes(), closing);
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Whoever asked has gone, or the test is over.
        }
    }

    private static async Task<byte[]> ReadAsync(WireReader reader, WireHead head, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        if (head.IsChunked)
        {
            throw new NotSupportedException("GitHub wants to know the length of what it gets.");
        }

        await reader.CopyAsync(head.Length ?? 0, piece => body.WriteAsync(piece, cancellation).AsTask(), cancellation);
        return body.ToArray();
    }
}
