using Slipway.Testing.Servers.GitHub;

namespace Slipway.Cli.Tests;

public sealed class GitHubTests : IAsyncLifetime
{
    private readonly Terminal _terminal = new();
    private readonly GitHubFake _github = new();

    public async ValueTask InitializeAsync()
    {
        _terminal.Environment["GITHUB_TOKEN"] = GitHubFake.Token;
        _terminal.Environment["GH_TOKEN"] = _terminal.Environment["SLIPWAY_GITHUB_TOKEN"] = null;
        _terminal.Environment["GITHUB_API_URL"] = _github.Api.AbsoluteUri;
        _terminal.Environment["GITHUB_REPOSITORY"] = GitHubFake.Repository;
        _terminal.Environment["GITHUB_SHA"] = "0123456789abcdef0123456789abcdef01234567";
        Directory.CreateDirectory(_terminal["app"]);
        await File.WriteAllTextAsync(_terminal["app/run.py"], "print('hello')", CancellationToken.None);
        await File.WriteAllTextAsync(_terminal["install.sh"], "#!/bin/sh", CancellationToken.None);
        await _terminal.DoneAsync("slipway init --product edge-agent --org acme --store releases");
        await _terminal.DoneAsync("slipway bundle app --version 1.4.2 --rid linux-x64 --key file:keys/builder.pem --output dist");
    }

    public ValueTask DisposeAsync()
    {
        _github.Dispose();
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_workflow_publishes_and_promotes_with_what_it_has_in_its_environment()
    {
        var published = await _terminal.DoneAsync("slipway publish dist --channel canary --notes News --github-file install.sh --json --github");
        var promoted = await _terminal.DoneAsync("slipway promote 1.4.2 --from canary --to beta --github acme/edge-agent");

        var release = published.Json.GetProperty("github");
        Assert.Equal(("v1.4.2", true, 6), (release.GetProperty("tag").GetString(), release.GetProperty("prerelease").GetBoolean(), release.GetProperty("files").GetArrayLength()));
        Assert.Equal(64, release.GetProperty("files")[0].GetProperty("sha256").GetString()!.Length);
        Assert.EndsWith("github v1.4.2 prerelease https://github.example.com/acme/edge-agent/releases/tag/v1.4.2\n", promoted.Output, StringComparison.Ordinal);
        Assert.Equal(("0123456789abcdef0123456789abcdef01234567", "News"), (_github.Only.Target, _github.Only.Body));
    }

    [Fact]
    public async Task A_bundle_behind_the_option_is_not_taken_for_a_repository()
    {
        await _terminal.DoneAsync("slipway bundle app --version 1.4.2 --rid linux-arm64 --key file:keys/builder.pem --output out/arm64");

        var answer = await _terminal.TypeAsync("slipway publish --channel canary --github out/arm64 dist");

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("'out/arm64' is a bundle", answer.Error, StringComparison.Ordinal);
        Assert.Empty(_github.Calls);
    }

    [Fact]
    public async Task Slipway_json_says_where_and_an_option_says_when()
    {
        _terminal.Environment["GITHUB_REPOSITORY"] = "acme/workflow";
        _terminal.Environment["GITHUB_API_URL"] = "http://127.0.0.1:1/";
        _terminal.Environment["SLIPWAY_GITHUB_TOKEN"] = GitHubFake.Token;
        var policy = await File.ReadAllTextAsync(_terminal["slipway.json"], CancellationToken.None);
        await File.WriteAllTextAsync(
            _terminal["slipway.json"],
            policy.Replace("\"product\"", $"\"github\": {{ \"repository\": \"{GitHubFake.Repository}\", \"api\": \"{_github.Api}\", \"tag\": \"agent/{{version}}\" }}, \"product\"", StringComparison.Ordinal),
            CancellationToken.None);

        await _terminal.DoneAsync("slipway publish dist --channel canary");
        Assert.Empty(_github.Calls);
        await _terminal.DoneAsync("slipway publish dist --channel canary --github");

        // The workflow's commit is another repository's.
        Assert.Equal(("agent/1.4.2", null), (_github.Only.Tag, _github.Only.Target));
    }

    [Theory]
    [InlineData("", "no variable")]
    [InlineData("a token\twith blanks", "blanks")]
    public async Task Without_a_token_nothing_is_published(string token, string reason)
    {
        _terminal.Environment["GITHUB_TOKEN"] = token;

        var answer = await _terminal.TypeAsync("slipway publish dist --channel canary --github");

        Assert.True(answer is { ExitCode: 1 } && answer.Error.Contains("SLP3040", StringComparison.Ordinal), $"{reason}: {answer.Error}");
        Assert.DoesNotContain("with blanks", answer.Error, StringComparison.Ordinal);
        Assert.Contains("which offers nothing", (await _terminal.TypeAsync("slipway promote 1.4.2 --from canary --to beta")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workflow_s_token_goes_to_no_GitHub_that_slipway_json_names()
    {
        using var other = new GitHubFake();

        var answer = await _terminal.TypeAsync($"slipway publish dist --channel canary --github --github-api {other.Api}");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("SLP3040", answer.Error, StringComparison.Ordinal);
        Assert.Empty(other.Calls);
    }

    [Fact]
    public async Task What_may_succeed_later_ends_with_3()
    {
        _github.Fail("GET", "/releases", GitHubFault.Refuse(403, "API rate limit exceeded", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "9999999999")));

        var answer = await _terminal.TypeAsync("slipway publish dist --channel canary --github");

        Assert.Equal(3, answer.ExitCode);
        Assert.Contains("SLP3048", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(GitHubFake.Token, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--github nothing")]
    [InlineData("--github --github-api http://github.example.com")]
    [InlineData("--github --github-tag latest")]
    public async Task Options_that_cannot_be_read_are_usage(string options)
    {
        var answer = await _terminal.TypeAsync($"slipway publish dist --channel canary {options}");

        Assert.Equal(2, answer.ExitCode);
    }
}
