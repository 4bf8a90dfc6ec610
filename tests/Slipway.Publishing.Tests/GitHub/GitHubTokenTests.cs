using Slipway.Bundles;
using Slipway.Publishing.GitHub;

namespace Slipway.Publishing.Tests.GitHub;

public sealed class GitHubTokenTests
{
    [Theory]
    [InlineData("https://api.github.com", null, "GITHUB_TOKEN", true)]
    [InlineData("https://api.github.com", null, "GH_TOKEN", true)]
    [InlineData("https://api.github.com", null, "SLIPWAY_GITHUB_TOKEN", true)]
    [InlineData("https://github.example.com/api/v3", null, "GITHUB_TOKEN", false)]
    [InlineData("https://github.example.com/api/v3", null, "GH_TOKEN", false)]
    [InlineData("https://github.example.com/api/v3", null, "SLIPWAY_GITHUB_TOKEN", true)]
    [InlineData("https://github.example.com/api/v3", "https://github.example.com/api/v3", "GITHUB_TOKEN", true)]
    [InlineData("https://api.github.com", "https://github.example.com/api/v3", "GITHUB_TOKEN", false)]
    [InlineData("https://api.github.com.evil.example", "https://api.github.com", "GITHUB_TOKEN", false)]
    public void A_token_is_read_for_the_GitHub_that_it_is_of(string api, string? workflow, string variable, bool isRead)
    {
        string? Environment(string name) => name == variable ? "secret" : name == "GITHUB_API_URL" ? workflow : null;

        var refusal = Record.Exception(() => Assert.Equal("secret", GitHubToken.Read(GitHubApi.Parse(api), Environment)));

        Assert.Equal(isRead ? null : GitHubFailure.TokenMissing, (refusal as GitHubException)?.Failure);
    }

    [Fact]
    public void A_token_that_is_none_is_not_repeated()
    {
        var refusal = Assert.Throws<GitHubException>(() => GitHubToken.Read(GitHubApi.Default, name => name == "GITHUB_TOKEN" ? "first\nsecond" : null));

        Assert.DoesNotContain("second", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme/edge-agent", true)]
    [InlineData("acme/.github", true)]
    [InlineData("acme", false)]
    [InlineData("acme/..", false)]
    [InlineData("acme/a/b", false)]
    [InlineData("https://github.com/acme/a", false)]
    [InlineData("acme/a?x=1", false)]
    public void A_repository_has_an_owner_and_a_name(string text, bool isOne) => Assert.Equal(isOne, Record.Exception(() => GitHubRepository.Parse(text)) is null);

    [Theory]
    [InlineData("v{version}", "v1.4.2")]
    [InlineData("{version}", "1.4.2")]
    [InlineData("edge/agent-{version}", "edge/agent-1.4.2")]
    [InlineData("latest", null)]
    [InlineData("{version}{version}", null)]
    [InlineData("a..b{version}", null)]
    [InlineData("v {version}", null)]
    public void A_tag_says_once_where_the_version_goes(string pattern, string? tag)
    {
        var found = Record.Exception(() => Assert.Equal(tag, GitHubTag.Parse(pattern).Of(SemanticVersion.Parse("1.4.2"))));

        Assert.Equal(tag is null, found is FormatException);
    }

    [Theory]
    [InlineData("https://api.github.com/", true)]
    [InlineData("http://127.0.0.1:8080/api/v3", true)]
    [InlineData("http://github.example.com/api/v3", false)]
    [InlineData("https://token@github.example.com/api/v3", false)]
    [InlineData("https://github.example.com/api/v3?x", false)]
    [InlineData("github.example.com", false)]
    public void An_API_is_spoken_to_by_https(string text, bool isOne) => Assert.Equal(isOne, Record.Exception(() => GitHubApi.Parse(text)) is null);

    [Theory]
    [InlineData("\"github\": {}", true)]
    [InlineData("\"github\": { \"repository\": \"acme/a\", \"api\": \"https://github.example.com/api/v3\", \"tag\": \"{version}\" }", true)]
    [InlineData("\"github\": { \"token\": \"secret\" }", false)]
    [InlineData("\"github\": { \"repository\": \"acme\" }", false)]
    [InlineData("\"github\": { \"api\": \"http://github.example.com\" }", false)]
    public async Task Slipway_json_may_say_where(string text, bool isAccepted)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.EditPolicy("\"product\"", $"{text}, \"product\"");

        var refusal = Record.Exception(() => workshop.Policy);

        Assert.Equal(isAccepted ? null : InputFailure.PolicyInvalid, (refusal as InputException)?.Failure);
    }
}
