using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Streams;
using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Streams;

/// <summary>.NET quotes the address of a proxy, with its password, and what it could not read: neither belongs into a log.</summary>
public sealed class ConnectionFailureTests
{
    [Fact]
    public async Task N1_a_proxy_that_refuses_is_named_without_its_password()
    {
        using var proxy = new Answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy($"http://user:hidden@127.0.0.1:{proxy.Port}") });

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("https://example.invalid/"), CancellationToken.None));

        Assert.Contains("hidden", failure.Message, StringComparison.Ordinal);
        Assert.Equal("the proxy answered 403", ConnectionFailure.Describe(failure));
        Assert.Equal("the proxy answered 403", ConnectionFailure.Describe(new IOException("hidden", failure)));
        Assert.Null(ConnectionFailure.Inner(failure));
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation https://bucket.example/?X-Amz-Signature=hidden\r\n\r\n")]
    [InlineData("hidden\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhidden\r\n")]
    public async Task N1_an_answer_that_cannot_be_read_is_not_quoted(string answer)
    {
        using var server = new Answering(answer);
        using var source = new HttpSource(new Uri($"http://127.0.0.1:{server.Port}/"), TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<DeviceException>(async () =>
        {
            await using var content = await source.OpenAsync("metadata/timestamp.json", CancellationToken.None);
            await content!.CopyToAsync(Stream.Null, CancellationToken.None);
        });

        Assert.Contains("the answer is not valid HTTP", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_failures_say_what_they_are() =>
        Assert.Equal("Connection refused (h:1)", ConnectionFailure.Describe(new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused (h:1).")));

    /// <summary>Answers the first request with some bytes, whatever it is.</summary>
    private sealed class Answering : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public Answering(string answer)
        {
            _listener.Start();
            _serving = ServeAsync(answer);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose()
        {
            _serving.Wait();
            _listener.Dispose();
        }

        private async Task ServeAsync(string answer)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
    }
}
