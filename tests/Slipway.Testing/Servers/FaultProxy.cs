using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Testing.Servers;

/// <summary>Stands between clients and a server, writes down every request and, asked to, lets things go wrong. Messages pass as they are: signatures stay valid.</summary>
public sealed class FaultProxy : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<ProxyRequest> _requests = new();
    private readonly Uri _server;
    private int _count;
    private int _underWay;

    /// <param name="server">Where requests go: an address of http.</param>
    public FaultProxy(Uri server)
    {
        _server = server.Scheme == Uri.UriSchemeHttp ? server : throw new NotSupportedException($"{server} is not of http: a proxy that reads what passes can stand before no other.");
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What happens to a request; null, or an answer of null: nothing.</summary>
    public Func<ProxyRequest, ProxyFault?>? Misbehave { get; set; }

    /// <summary>How long a request takes on its way.</summary>
    public Func<ProxyRequest, TimeSpan>? Latency { get; set; }

    /// <summary>Whose body is kept; null: nobody's.</summary>
    public Func<ProxyRequest, bool>? Keep { get; set; }

    /// <summary>Every request since it was last forgotten, as they came.</summary>
    public IReadOnlyList<ProxyRequest> Requests => [.. _requests];

    /// <summary>Starts counting anew.</summary>
    public void Forget()
    {
        _requests.Clear();
        _count = 0;
    }

    /// <summary>Waits until the server has done with what it was asked, also by those who wait for it no more.</summary>
    public async Task WaitUntilIdleAsync()
    {
        while (Volatile.Read(ref _underWay) > 0)
        {
            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _closing.Dispose();
    }

    internal void Begin() => Interlocked.Increment(ref _underWay);

    internal void End() => Interlocked.Decrement(ref _underWay);

    internal async Task<TcpClient> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(_server.Host, _server.Port, cancellation);
        return connection;
    }

    internal async Task<ProxyRequest> AdmitAsync(WireHead head, CancellationToken cancellation)
    {
        var target = head.Start[1].Split('?', 2);
        var request = new ProxyRequest(Interlocked.Increment(ref _count), head.Start[0], Uri.UnescapeDataString(target[0]), target.ElementAtOrDefault(1) ?? "");
        request.Fault = Misbehave?.Invoke(request);
        request.IsKept = Keep?.Invoke(request) == true;
        _requests.Enqueue(request);
        if (Latency?.Invoke(request) is { } latency)
        {
            await Task.Delay(latency, cancellation);
        }

        return request;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new ProxyConnection(this, await _listener.AcceptTcpClientAsync(_closing.Token));
                _ = connection.RunAsync(_closing.Token);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }
}
