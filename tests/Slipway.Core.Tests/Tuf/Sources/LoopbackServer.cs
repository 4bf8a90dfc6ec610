using System.Net;
using System.Net.Sockets;

namespace Slipway.Core.Tests.Tuf.Sources;

/// <summary>A web server on this machine that answers each request as a test says.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public LoopbackServer(Action<HttpListenerRequest, HttpListenerResponse> answer)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _serving = Task.Run(() => ServeAsync(answer));
    }

    public Uri Address { get; }

    /// <summary>The request lines' targets, as they came over the wire.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait();
    }

    private async Task ServeAsync(Action<HttpListenerRequest, HttpListenerResponse> answer)
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                Requests.Add(context.Request.RawUrl!);
                answer(context.Request, context.Response);
                context.Response.Close();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                if (!_listener.IsListening)
                {
                    return;
                }
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
