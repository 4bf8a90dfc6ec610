using System.Globalization;
using Slipway.Publishing.GitHub;
using Slipway.Testing.Servers.GitHub;

namespace Slipway.Publishing.Tests.GitHub;

public sealed class RateLimitTests : IDisposable
{
    private readonly GitHubDesk _desk = new();

    private GitHubFake Fake => _desk.Fake;

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task It_is_waited_for_as_long_as_GitHub_says(int status)
    {
        Fake.Fail("GET", "/assets", GitHubFault.Refuse(status, "You have exceeded a secondary rate limit", ("Retry-After", "37")));

        await AskAsync();

        Assert.Equal(37, Math.Round(_desk.Clock.Waits.Single().TotalSeconds));
        Assert.Contains("rate limit", _desk.Warnings.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_waited_until_requests_are_allowed_again()
    {
        Fake.Fail("GET", "/assets", GitHubFault.Refuse(403, "API rate limit exceeded", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", In(40))));

        await AskAsync();

        Assert.InRange(_desk.Clock.Waits.Single().TotalSeconds, 39, 42);
    }

    [Fact]
    public async Task The_last_allowed_request_counts_and_the_next_one_waits()
    {
        Fake.Fail("GET", "/assets", GitHubFault.Refuse(200, "", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", In(40))) with { Status = 0, IsDone = true });
        using var github = _desk.Open();
        Fake.Add(new FakeRelease { Tag = "v1" });
        await github.ListAssetsAsync(Fake.Only.Id, CancellationToken.None);
        Assert.Empty(_desk.Clock.Waits);

        await github.ListAssetsAsync(Fake.Only.Id, CancellationToken.None);

        Assert.InRange(_desk.Clock.Waits.Single().TotalSeconds, 38, 42);
    }

    [Fact]
    public async Task After_the_last_request_nobody_waits_and_nothing_is_refused()
    {
        Fake.Fail("GET", "/assets", GitHubFault.Refuse(200, "", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", In(3000))) with { Status = 0, IsDone = true });

        await AskAsync();

        Assert.Empty(_desk.Clock.Waits);
        Assert.Empty(_desk.Warnings);
    }

    [Theory]
    [InlineData("Retry-After", "0")]
    [InlineData("x-ratelimit-reset", "1700000000")]
    public async Task A_time_that_is_over_does_not_make_it_ask_without_end(string header, string value)
    {
        Fake.Fail("GET", "/assets", GitHubFault.Refuse(403, "API rate limit exceeded", ("x-ratelimit-remaining", "0"), (header, value)), times: 100);

        var refusal = await Assert.ThrowsAsync<GitHubException>(AskAsync);

        Assert.Equal(GitHubFailure.RateLimited, refusal.Failure);
        Assert.InRange(Fake.Calls.Count, 2, 10);
    }

    [Fact]
    public async Task A_secondary_limit_without_a_time_is_waited_for_longer_each_time()
    {
        Fake.Fail("GET", "/assets", GitHubFault.Refuse(403, "You have exceeded a secondary rate limit."), times: 3);

        await AskAsync();

        Assert.Equal([60, 120, 240], _desk.Clock.Waits.Select(wait => Math.Round(wait.TotalSeconds)));
    }

    [Fact]
    public async Task A_limit_that_ends_too_late_asks_to_come_again()
    {
        Fake.Fail("GET", "/assets", GitHubFault.Refuse(403, "API rate limit exceeded", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", In(3000))));

        var refusal = await Assert.ThrowsAsync<GitHubException>(AskAsync);

        Assert.Equal(("SLP3048", true), (refusal.Code, refusal.IsTemporary));
        Assert.Empty(_desk.Clock.Waits);
        Assert.Single(Fake.Calls);
    }

    [Fact]
    public async Task Limits_without_end_are_given_up()
    {
        Fake.Fail("GET", "/assets", GitHubFault.Refuse(429, "Too many", ("Retry-After", "120")), times: 100);

        var refusal = await Assert.ThrowsAsync<GitHubException>(AskAsync);

        Assert.Equal(GitHubFailure.RateLimited, refusal.Failure);
        Assert.InRange(_desk.Clock.Waits.Sum(wait => wait.TotalMinutes), 10, 15);
    }

    [Fact]
    public async Task Being_forbidden_is_no_limit()
    {
        Fake.Fail("GET", "/assets", GitHubFault.Refuse(403, "Resource not accessible by integration", ("x-ratelimit-remaining", "4999"), ("x-ratelimit-reset", In(40))));

        var refusal = await Assert.ThrowsAsync<GitHubException>(AskAsync);

        Assert.Equal(GitHubFailure.NotPermitted, refusal.Failure);
        Assert.Single(Fake.Calls);
    }

    public void Dispose() => _desk.Dispose();

    private async Task AskAsync()
    {
        using var github = _desk.Open();
        var release = Fake.Releases.FirstOrDefault() ?? Fake.Add(new FakeRelease { Tag = "v1" });
        await github.ListAssetsAsync(release.Id, CancellationToken.None);
    }

    private static string In(int seconds) => (DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
}
