using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Publishing.Serving;

/// <summary>Serves a folder over http: GET and HEAD, entity tags and ranges. For trying things out, not for production.</summary>
public sealed class StaticFileServer : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly string _root;
    private readonly ConcurrentDictionary<Task, bool> _answers = new();

    private StaticFileServer(HttpListener listener, string root, Uri address)
    {
        _listener = listener;
        _root = root;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Begins to listen. Requests wait until <see cref="RunAsync"/>.</summary>
    /// <param name="folder">What to serve.</param>
    /// <param name="address">Loopback, unless others are to reach it.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <exception cref="InputException">The folder does not exist, or the port is taken.</exception>
    public static StaticFileServer Start(string folder, IPAddress address, int port)
    {
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new InputException(InputFailure.FileNotFound, $"The folder {root} does not exist.") { Hint = "Serve the folder that holds the store, for example /srv/releases." };
        }

        var url = new Uri($"http://{new IPEndPoint(address, port == 0 ? FindFreePort(address) : port)}/");
        var listener = new HttpListener { Prefixes = { url.AbsoluteUri } };
        try
        {
            listener.Start();
            return new StaticFileServer(listener, root, url);
        }
        catch (Exception taken) when (taken is HttpListenerException or SocketException)
        {
            ((IDisposable)listener).Dispose();
            throw new InputException(InputFailure.OptionInvalid, $"{url} cannot be listened on: {taken.Message}", taken) { Hint = "Choose another --port; 0 takes a free one." };
        }
    }

    /// <summary>Answers requests until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var stop = cancellation.Register(_listener.Stop);
        while (_listener.IsListening)
        {
            try
            {
                var answer = AnswerAsync(await _listener.GetContextAsync());
                _answers[answer] = true;
                _ = answer.ContinueWith(done => _answers.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await Task.WhenAll(_answers.Keys);
        _listener.Close();
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var response = context.Response;
            await new FileAnswer(context.Request, response).SendAsync(_root);
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client went away; there is nobody to tell.
        }
    }

    private static int FindFreePort(IPAddress address)
    {
        using var probe = new TcpListener(address, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
