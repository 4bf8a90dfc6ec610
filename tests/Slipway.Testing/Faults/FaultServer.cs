using System.Net;
using System.Net.Sockets;
using Slipway.Testing.Servers;

namespace Slipway.Testing.Faults;

/// <summary>A web server for a folder that, asked to, does what no honest server does. It speaks HTTP by hand, one request a connection.</summary>
public sealed class FaultServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<string> _folder;
    private int _requests;
    private int _faults;

    /// <param name="folder">What is served: asked for each request, so that it can change.</param>
    public FaultServer(Func<string> folder)
    {
        _folder = folder;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What answers instead; null, or an answer of null: the server is honest.</summary>
    public Func<FaultExchange, Task?>? Misbehave { get; set; }

    /// <summary>How many requests came.</summary>
    public int Requests => _requests;

    /// <summary>How many of them were not answered honestly.</summary>
    public int Faults => _faults;

    /// <inheritdoc/>
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
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            if (await new WireReader(stream).ReadHeadAsync(_closing.Token) is { } head)
            {
                Interlocked.Increment(ref _requests);
                var exchange = Understand(head.Text, stream);

                // Counted before it is answered: who was answered looks at once.
                Interlocked.Increment(ref _faults);
                var fault = Misbehave?.Invoke(exchange);
                if (fault is null)
                {
                    Interlocked.Decrement(ref _faults);
                }

                await (fault ?? exchange.AnswerAsync());
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has hung up, which is its right.
        }
    }

    private FaultExchange Understand(string head, NetworkStream stream)
    {
        var path = Uri.UnescapeDataString(head.Split(' ')[1].TrimStart('/'));
        var file = Path.Combine(_folder(), path);
        return new FaultExchange(path, head, File.Exists(file) ? File.ReadAllBytes(file) : null, stream);
    }
}
