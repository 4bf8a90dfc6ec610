namespace Slipway.Publishing.GitHub;

/// <summary>Finds the token. It comes from the environment alone, and leaves this process in one header to one GitHub.</summary>
internal static class GitHubToken
{
    /// <summary>Meant for Slipway and whatever GitHub it is told to use.</summary>
    public const string Own = "SLIPWAY_GITHUB_TOKEN";

    // Meant for the GitHub that the workflow is on, else github.com: another address, such as one in a slipway.json that somebody proposed, does not get them.
    private static readonly string[] Ambient = ["GH_TOKEN", "GITHUB_TOKEN"];

    /// <exception cref="GitHubException"><see cref="GitHubFailure.TokenMissing"/>.</exception>
    public static string Read(GitHubApi api, Func<string, string?> environment)
    {
        var isAmbient = IsAmbient(api, environment);
        foreach (var name in isAmbient ? [Own, .. Ambient] : new[] { Own })
        {
            if (environment(name)?.Trim() is { Length: > 0 } token)
            {
                return token.All(letter => letter is > ' ' and <= '~')
                    ? token
                    : throw new GitHubException(GitHubFailure.TokenMissing, $"The environment variable {name} holds something that is no token: it has blanks or other characters that no token has.");
            }
        }

        throw new GitHubException(GitHubFailure.TokenMissing, isAmbient
            ? $"There is no token for {api}: expected one in {Own}, {string.Join(" or ", Ambient)}."
            : $"There is no token for {api}: expected one in {Own}. {string.Join(" and ", Ambient)} are for another GitHub, and are not sent to this one.")
        {
            Hint = "In GitHub Actions: 'permissions: contents: write', and 'GITHUB_TOKEN: ${{ github.token }}' in the step's env.",
        };
    }

    private static bool IsAmbient(GitHubApi api, Func<string, string?> environment)
    {
        var home = environment(GitHubApi.Variable) is { Length: > 0 } text && TryParse(text) is { } told ? told : GitHubApi.Default;
        return home.Has(api.At(""));
    }

    private static GitHubApi? TryParse(string text)
    {
        try
        {
            return GitHubApi.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
