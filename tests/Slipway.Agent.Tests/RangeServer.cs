using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Agent.Tests;

/// <summary>Serves a folder on this machine, also as a proxy, knows ranges, and breaks off where a test says.</summary>
internal sealed class RangeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _folder;

    public RangeServer(string folder)
    {
        _folder = folder;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>How many bytes of a payload are sent before the connection is closed; null sends all.</summary>
    public int? CutAfter { get; set; }

    /// <summary>Whether nothing is sent of what follows the first <see cref="CutAfter"/> bytes of a payload, however often it is asked for.</summary>
    public bool StopAfterCut { get; set; }

    /// <summary>What was asked for: the path, a space, and the range if there was one.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var target = ((await reader.ReadLineAsync()) ?? " ").Split(' ')[1];
            var range = "";
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                range = header.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase) ? header["Range: ".Length..] : range;
            }

            Requests.Add($"{target} {range}".TrimEnd());

            // A proxy is asked for whole addresses.
            var path = Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme == "http" ? address.AbsolutePath : target;
            await SendAsync(stream, Path.Combine(_folder, Uri.UnescapeDataString(path[1..])), range);
        }
        catch (IOException)
        {
            // The agent gave up on this request.
        }
    }

    private async Task SendAsync(NetworkStream stream, string file, string range)
    {
        if (!File.Exists(file))
        {
            await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }

        var content = await File.ReadAllBytesAsync(file);
        var start = range.Length > 0 ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        var status = range.Length > 0 ? $"206 Partial Content\r\nContent-Range: bytes {start}-{content.Length - 1}/{content.Length}" : "200 OK";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {content.Length - start}\r\nConnection: close\r\n\r\n"));
        var isPayload = file.Contains(".payload.", StringComparison.Ordinal);
        var most = isPayload && CutAfter is { } cut ? Math.Max(0, StopAfterCut ? cut - start : cut) : int.MaxValue;
        var length = Math.Min(most, content.Length - start);
        await stream.WriteAsync(content.AsMemory(start, length));
    }
}
