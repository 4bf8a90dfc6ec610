using Slipway.Testing.Servers;

namespace Slipway.Cli.Tests;

/// <summary>Credentials as CI services give them out by OIDC: a token in a file, for which a role is assumed.</summary>
public sealed class WebIdentityTests : IAsyncDisposable
{
    private readonly MotoServer _server = new();
    private readonly Terminal _terminal = new();

    [Fact]
    public async Task B06_A_build_publishes_with_the_role_that_its_web_identity_may_assume()
    {
        await using var bucket = await OpenBucketAsync();
        await File.WriteAllTextAsync(_terminal["token"], "header.claims.signature");

        var made = await _terminal.TypeAsync($"slipway init --product edge-agent --org acme --store {bucket.Store}");
        var status = await _terminal.TypeAsync("slipway status --json");

        Assert.Equal((0, 0), (made.ExitCode, status.ExitCode));
        Assert.Equal($"{bucket.Store}acme/edge-agent/", status.Json.GetProperty("repository").GetString());
    }

    [Fact]
    public async Task A_token_that_is_not_there_is_a_refusal_and_no_crash()
    {
        await using var bucket = await OpenBucketAsync();

        var refused = await _terminal.TypeAsync($"slipway init --product edge-agent --org acme --store {bucket.Store}");

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("slipway: error SLP3012: There are no credentials", refused.Error, StringComparison.Ordinal);
        Assert.Empty(_terminal.Files);
    }

    public async ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<TestBucket> OpenBucketAsync()
    {
        Assert.SkipWhen(MotoServer.Obstacle is not null, MotoServer.Obstacle ?? "");
        var endpoint = await _server.StartAsync();
        foreach (var (name, value) in endpoint.Environment)
        {
            _terminal.Environment[name] = value;
        }

        foreach (var name in (string[])["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"])
        {
            _terminal.Environment[name] = null;
        }

        _terminal.Environment["AWS_ENDPOINT_URL_STS"] = endpoint.Address.AbsoluteUri;
        _terminal.Environment["AWS_REGION"] = endpoint.Region;
        _terminal.Environment["AWS_ROLE_ARN"] = "arn:aws:iam::111122223333:role/publisher";
        _terminal.Environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = _terminal["token"];
        return await endpoint.CreateBucketAsync();
    }
}
