using System.Net;
using System.Net.Http.Headers;
using Slipway.Publishing.Serving;

namespace Slipway.Publishing.Tests.Serving;

public sealed class StaticFileServerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client = new();
    private StaticFileServer _server = null!;
    private Task _running = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["served/metadata"]);
        File.WriteAllText(_folder["served/metadata/timestamp.json"], "0123456789");
        File.WriteAllText(_folder["served/.slipway-lock"], "");
        File.WriteAllText(_folder["secret"], "outside");
        _server = StaticFileServer.Start(_folder["served"], IPAddress.Loopback, 0);
        _running = _server.RunAsync(_stop.Token);
        _client.BaseAddress = _server.Address;
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_serves_files_and_says_when_they_have_not_changed()
    {
        using var first = await _client.GetAsync(new Uri("metadata/timestamp.json", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, "metadata/timestamp.json") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await _client.SendAsync(request);

        Assert.Equal("0123456789", await first.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task It_serves_a_range()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metadata/timestamp.json") { Headers = { Range = new RangeHeaderValue(4, null) } };
        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("456789", await response.Content.ReadAsStringAsync());
        Assert.Equal("bytes 4-9/10", response.Content.Headers.ContentRange!.ToString());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("")]
    [InlineData("metadata")]
    [InlineData(".slipway-lock")]
    [InlineData("..%2fsecret")]
    [InlineData("metadata/..%2f..%2fsecret")]
    [InlineData("%2e%2e/secret")]
    public async Task J3_nothing_else_is_served(string path)
    {
        using var response = await _client.GetAsync(new Uri(_server.Address + path));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _server.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }
}
