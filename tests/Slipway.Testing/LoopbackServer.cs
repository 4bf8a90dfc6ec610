using System.Net;
using Slipway.Testing.Servers;

namespace Slipway.Testing;

/// <summary>A web server on this machine that answers each request as a test says.</summary>
public sealed class LoopbackServer : IDisposable
{
    private const int Attempts = 20;

    private readonly HttpListener _listener;
    private readonly Task _serving;

    public LoopbackServer(Action<HttpListenerRequest, HttpListenerResponse> answer)
    {
        (_listener, Address) = Listen();
        _serving = Task.Run(() => ServeAsync(answer));
    }

    public Uri Address { get; }

    /// <summary>The request lines' targets, as they came over the wire.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The request lines' methods and targets, for example <c>GET /metadata/timestamp.json</c>.</summary>
    public List<string> RequestLines { get; } = [];

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
                RequestLines.Add($"{context.Request.HttpMethod} {context.Request.RawUrl}");
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

    /// <summary>Another server may take a port between the moment it was free and the moment it is listened on.</summary>
    private static (HttpListener Listener, Uri Address) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
            var listener = new HttpListener();
            listener.Prefixes.Add(address.AbsoluteUri);
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                listener.Close();
            }
        }
    }
}
