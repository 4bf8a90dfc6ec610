using Slipway.Agent.Health;
using Slipway.Health;

namespace Slipway.Agent.Tests.Health;

public sealed class HttpProbeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly HealthServer _server;
    private readonly HttpProbe _probe = new();

    public HttpProbeTests() => _server = new HealthServer(_folder["served.json"]);

    public void Dispose()
    {
        _probe.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A18_The_answer_is_read()
    {
        File.WriteAllText(_folder["served.json"], ReleaseRecipe.Healthy);

        var answer = await _probe.AskAsync(_server.Address, Patience, CancellationToken.None);

        Assert.True(answer.IsSuccess);
        Assert.All(HealthContract.Default.Evaluate(answer.Document!), result => Assert.True(result.Holds));
    }

    [Theory]
    [InlineData("503 Service Unavailable", "answered 503")]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", "answered 302")]
    public async Task Anything_but_2xx_is_no_success_and_no_redirect_is_followed(string status, string explanation)
    {
        File.WriteAllText(_folder["served.json"], ReleaseRecipe.Healthy);
        _server.Status = status;

        var answer = await _probe.AskAsync(_server.Address, Patience, CancellationToken.None);

        Assert.False(answer.IsSuccess);
        Assert.EndsWith(explanation, answer.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "is not JSON")]
    [InlineData("[]", "is not a JSON object")]
    public async Task An_answer_that_is_no_document_is_explained(string body, string explanation)
    {
        File.WriteAllText(_folder["served.json"], body);

        var answer = await _probe.AskAsync(_server.Address, Patience, CancellationToken.None);

        Assert.Null(answer.Document);
        Assert.Contains(explanation, answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_answer_is_read_to_the_limit_only()
    {
        File.WriteAllText(_folder["served.json"], ReleaseRecipe.Healthy.PadRight(HealthDocument.MaxBytes * 20));

        var answer = await _probe.AskAsync(_server.Address, Patience, CancellationToken.None);

        Assert.Contains($"more than {HealthDocument.MaxBytes} bytes", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_an_answer_too()
    {
        _server.Dispose();

        var answer = await _probe.AskAsync(_server.Address, Patience, CancellationToken.None);

        Assert.Contains("does not answer", answer.Explanation, StringComparison.Ordinal);
    }
}
