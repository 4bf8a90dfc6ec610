using System.Net;
using System.Net.Sockets;

namespace Slipway.Testing.Servers.GitHub;

/// <summary>Listens on this machine and answers several requests at the same time.</summary>
internal sealed class FakeListener : IDisposable
{
    private const int Attempts = 20;

    private readonly HttpListener _listener;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _listening;

    public FakeListener(Func<HttpListenerContext, Task> answer)
    {
        (_listener, Address) = Listen();
        _listening = Task.Run(() => ListenAsync(answer));
    }

    public Uri Address { get; }

    /// <summary>Cancelled when the test is over.</summary>
    public CancellationToken Closing => _closing.Token;

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Close();
        _listening.Wait();
        _closing.Dispose();
    }

    private async Task ListenAsync(Func<HttpListenerContext, Task> answer)
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = AnswerAsync(answer, context);
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

    private static async Task AnswerAsync(Func<HttpListenerContext, Task> answer, HttpListenerContext context)
    {
        try
        {
            await Task.Run(() => answer(context));
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Whoever asked has gone, or the test is over.
        }
        catch (Exception bug)
        {
            context.Response.StatusCode = (int)HttpStatusCode.NotImplemented;
            context.Response.Close(System.Text.Encoding.UTF8.GetBytes($$"""{"message":"{{bug.GetType().Name}} in the fake: {{bug.Message.Replace('"', '\'')}}"}"""), willBlock: true);
        }
    }

    /// <summary>Another server may take a port between the moment it was free and the moment it is listened on.</summary>
    private static (HttpListener Listener, Uri Address) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            probe.Stop();
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
