using System.Net.Sockets;
using Slipway.Testing.Servers;

namespace Slipway.Testing.Faults;

/// <summary>A web server for a folder that, asked to, does what no honest server does. It speaks HTTP by hand, one request a connection.</summary>
public sealed class FaultServer : IDisposable
{
    private readonly ConnectionListener _listener;
    private readonly Func<string> _folder;
    private int _requests;
    private int _faults;

    /// <param name="folder">What is served: asked for each request, so that it can change.</param>
    public FaultServer(Func<string> folder)
    {
        _folder = folder;
        _listener = new ConnectionListener(AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _listener.Address;

    /// <summary>What answers instead; null, or an answer of null: the server is honest.</summary>
    public Func<FaultExchange, Task?>? Misbehave { get; set; }

    /// <summary>How many requests came.</summary>
    public int Requests => _requests;

    /// <summary>How many of them were not answered honestly.</summary>
    public int Faults => _faults;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync(TcpClient client, CancellationToken closing)
    {
        var stream = client.GetStream();
        if (await new WireReader(stream).ReadHeadAsync(closing) is { } head)
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

    private FaultExchange Understand(string head, NetworkStream stream)
    {
        var path = Uri.UnescapeDataString(head.Split(' ')[1].TrimStart('/'));
        var file = Path.Combine(_folder(), path);
        return new FaultExchange(path, head, File.Exists(file) ? File.ReadAllBytes(file) : null, stream);
    }
}
