using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

public sealed class HttpSourceTests
{
    [Theory]
    [InlineData("acme/edge-agent")]
    [InlineData("acme/edge-agent/")]
    public async Task A_file_is_read_below_the_repository(string repository)
    {
        using var server = new LoopbackServer((_, response) => Write(response, "found"u8));
        using var source = new HttpSource(new Uri(server.Address, repository), TimeProvider.System);

        Assert.Equal("found", await ReadAsync(source, "metadata/1.root.json"));

        Assert.Equal(["/acme/edge-agent/metadata/1.root.json"], server.Requests);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A8_what_the_server_does_not_have_is_null(int status)
    {
        using var server = new LoopbackServer((_, response) => response.StatusCode = status);
        using var source = new HttpSource(server.Address, TimeProvider.System);

        Assert.Null(await source.OpenAsync("metadata/2.root.json", CancellationToken.None));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(206)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A8_any_other_answer_is_a_failure(int status)
    {
        using var server = new LoopbackServer((_, response) => response.StatusCode = status);
        using var source = new HttpSource(server.Address, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => source.OpenAsync("metadata/timestamp.json", CancellationToken.None));

        Assert.Equal("SLP4005", refusal.Code);
        Assert.Contains($"answered {status}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task N1_a_redirect_is_refused_and_not_followed(int status)
    {
        using var elsewhere = new LoopbackServer((_, response) => Write(response, "elsewhere"u8));
        using var server = new LoopbackServer((_, response) =>
        {
            response.StatusCode = status;
            response.RedirectLocation = elsewhere.Address.AbsoluteUri;
        });
        using var source = new HttpSource(server.Address, TimeProvider.System);

        await Assert.ThrowsAsync<DeviceException>(() => source.OpenAsync("metadata/timestamp.json", CancellationToken.None));

        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task A_redirect_on_the_same_server_is_followed(int status)
    {
        using var server = new LoopbackServer((request, response) =>
        {
            if (request.RawUrl == "/b")
            {
                Write(response, "found"u8);
                return;
            }

            response.StatusCode = status;
            response.RedirectLocation = "/b";
        });
        using var source = new HttpSource(server.Address, TimeProvider.System);

        Assert.Equal("found", await ReadAsync(source, "a"));
    }

    [Theory]
    [InlineData("//")]
    [InlineData("//[")]
    [InlineData("//127.0.0.1:99999/")]
    [InlineData("http://")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public async Task N1_a_redirect_to_what_is_no_address_is_a_failure_of_the_server(string location)
    {
        using var server = new LoopbackServer((_, response) =>
        {
            response.StatusCode = 302;
            response.Headers["Location"] = location;
        });
        using var source = new HttpSource(server.Address, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => source.OpenAsync("a", CancellationToken.None));

        Assert.True(refusal.IsTransport);
    }

    [Fact]
    public async Task A_server_that_redirects_without_end_is_left()
    {
        using var server = new LoopbackServer((_, response) =>
        {
            response.StatusCode = 302;
            response.RedirectLocation = "/again";
        });
        using var source = new HttpSource(server.Address, TimeProvider.System);

        await Assert.ThrowsAsync<DeviceException>(() => source.OpenAsync("a", CancellationToken.None));

        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_known_tag_is_asked_with_and_unchanged_is_an_answer()
    {
        using var server = new LoopbackServer((request, response) =>
        {
            response.AddHeader("ETag", "\"17\"");
            if (request.Headers["If-None-Match"] == "\"17\"")
            {
                response.StatusCode = 304;
                return;
            }

            Write(response, "found"u8);
        });
        using var source = new HttpSource(server.Address, TimeProvider.System);

        var first = await source.OpenTaggedAsync("metadata/timestamp.json", knownTag: null, CancellationToken.None);
        await first.Content!.DisposeAsync();
        var second = await source.OpenTaggedAsync("metadata/timestamp.json", first.Tag, CancellationToken.None);

        Assert.Equal((null, true), (second.Content, second.IsUnchanged));
    }

    [Fact]
    public async Task Unchanged_is_no_answer_to_whoever_knows_nothing()
    {
        using var server = new LoopbackServer((_, response) => response.StatusCode = 304);
        using var source = new HttpSource(server.Address, TimeProvider.System);

        await Assert.ThrowsAsync<DeviceException>(() => source.OpenAsync("metadata/timestamp.json", CancellationToken.None));
    }

    [Fact]
    public async Task N1_nothing_is_decompressed_on_the_way()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("a very long text"u8);
        }

        string? accepted = null;
        using var server = new LoopbackServer((request, response) =>
        {
            accepted = request.Headers["Accept-Encoding"];
            response.AddHeader("Content-Encoding", "gzip");
            Write(response, compressed.ToArray());
        });
        using var source = new HttpSource(server.Address, TimeProvider.System);
        await using var stream = await source.OpenAsync("targets/x", CancellationToken.None);
        using var received = new MemoryStream();

        await stream!.CopyToAsync(received);

        Assert.Equal(compressed.ToArray(), received.ToArray());
        Assert.Null(accepted);
    }

    [Fact]
    public async Task No_cookie_is_kept()
    {
        var cookies = new List<string?>();
        using var server = new LoopbackServer((request, response) =>
        {
            cookies.Add(request.Headers["Cookie"]);
            response.AddHeader("Set-Cookie", "device=17");
        });
        using var source = new HttpSource(server.Address, TimeProvider.System);

        await ReadAsync(source, "a");
        await ReadAsync(source, "b");

        Assert.Equal([null, null], cookies);
    }

    [Fact]
    public async Task J3_an_escaped_path_travels_as_it_is()
    {
        using var server = new LoopbackServer((_, response) => response.StatusCode = 404);
        using var source = new HttpSource(new Uri(server.Address, "repository"), TimeProvider.System);

        await source.OpenAsync("metadata/1.a%3Fb%23c%2F..%2Fd.json", CancellationToken.None);

        Assert.Equal(["/repository/metadata/1.a%3Fb%23c%2F..%2Fd.json"], server.Requests);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("targets/../../secret")]
    [InlineData("%2e%2e/secret")]
    [InlineData("/secret")]
    [InlineData("//example.invalid/secret")]
    [InlineData("http://example.invalid/secret")]
    public async Task J3_nothing_leads_out_of_the_repository(string path)
    {
        using var server = new LoopbackServer((_, response) => Write(response, "secret"u8));
        using var source = new HttpSource(new Uri(server.Address, "repository"), TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<TrustException>(() => source.OpenAsync(path, CancellationToken.None));

        Assert.Equal(TrustFailure.Malformed, refusal.Failure);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_a_failure_and_no_short_file()
    {
        using var server = new LoopbackServer((_, response) =>
        {
            response.ContentLength64 = 1_000;
            response.OutputStream.Write("half"u8);
            response.OutputStream.Flush();
            response.Abort();
        });
        using var source = new HttpSource(server.Address, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => ReadAsync(source, "targets/x"));

        Assert.Equal(DeviceFailure.Transport, refusal.Failure);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_a_failure_that_tells_no_secret()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        using var source = new HttpSource(new Uri($"http://127.0.0.1:{port}/"), TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => source.OpenAsync("metadata/timestamp.json?token=hidden", CancellationToken.None));

        Assert.Equal("SLP4005", refusal.Code);
        Assert.DoesNotContain("hidden", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_request_is_cancelled_and_no_failure()
    {
        using var server = new LoopbackServer((_, _) => { });
        using var source = new HttpSource(server.Address, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.OpenAsync("x", new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_device_follows_a_repository_over_http()
    {
        var repository = new RepositorySimulator();
        var target = repository.AddTarget("stable", "stable/linux-x64.json", Encoding.UTF8.GetBytes("an offer"));
        repository.Publish();
        using var server = new LoopbackServer((request, response) =>
        {
            if (repository.Files.TryGetValue(request.RawUrl![1..], out var bytes))
            {
                Write(response, bytes);
                return;
            }

            response.StatusCode = 404;
        });
        using var source = new HttpSource(server.Address, TimeProvider.System);

        Assert.Equal("an offer"u8.ToArray(), await new SimulatedDevice(repository) { Source = source }.ReadAsync(target.Path));
    }

    private static async Task<string> ReadAsync(HttpSource source, string path)
    {
        await using var stream = await source.OpenAsync(path, CancellationToken.None);
        return await new StreamReader(stream!).ReadToEndAsync();
    }

    private static void Write(HttpListenerResponse response, ReadOnlySpan<byte> bytes)
    {
        response.ContentLength64 = bytes.Length;
        response.OutputStream.Write(bytes);
    }
}
