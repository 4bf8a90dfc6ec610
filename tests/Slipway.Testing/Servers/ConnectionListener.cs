using System.Net;
using System.Net.Sockets;

namespace Slipway.Testing.Servers;

/// <summary>Listens on a free port of this machine, and serves many connections at the same time.</summary>
internal sealed class ConnectionListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<TcpClient, CancellationToken, Task> _serve;

    /// <param name="serve">Serves a connection, which is closed when it returns. That the other side hangs up is no error.</param>
    public ConnectionListener(Func<TcpClient, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
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
        catch (Exception stopped) when (IsEnd(stopped))
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken closing)
    {
        using var connection = client;
        try
        {
            await _serve(client, closing);
        }
        catch (Exception gone) when (gone is IOException || IsEnd(gone))
        {
            // Whoever asked has gone, which is their right, or the test is over.
        }
    }

    private static bool IsEnd(Exception failure) => failure is SocketException or ObjectDisposedException or OperationCanceledException;
}
