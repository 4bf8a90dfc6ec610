using System.Net.Sockets;

namespace Slipway.Testing.Servers.GitHub;

/// <summary>Answers requests of GitHub's API, one after the other on each connection.</summary>
internal sealed class GitHubListener : IDisposable
{
    private readonly ConnectionListener _listener;
    private readonly Func<GitHubCall, Func<Task<byte[]>>, CancellationToken, Task<GitHubReply?>> _answer;

    public GitHubListener(Func<GitHubCall, Func<Task<byte[]>>, CancellationToken, Task<GitHubReply?>> answer)
    {
        _answer = answer;
        _listener = new ConnectionListener(ServeAsync);
    }

    public Uri Address => _listener.Address;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(TcpClient client, CancellationToken closing)
    {
        client.NoDelay = true;
        var stream = client.GetStream();
        var reader = new WireReader(stream);
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
