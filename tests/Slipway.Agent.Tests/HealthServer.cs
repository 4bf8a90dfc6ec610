using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Agent.Tests;

/// <summary>Answers every request with the content of a file, as the service that the test's device "runs"; without the file it refuses to answer.</summary>
internal sealed class HealthServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _file;

    public HealthServer(string file)
    {
        _file = file;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/health");
        _ = AnswerAsync();
    }

    public Uri Address { get; }

    public string Status { get; set; } = "200 OK";

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[4096], minimumBytes: 1);
            if (File.Exists(_file))
            {
                var body = await File.ReadAllTextAsync(_file);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(
                    $"HTTP/1.1 {Status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));
            }
        }
        catch (IOException)
        {
            // The agent gave up on this request.
        }
    }
}
