using Slipway.Publishing.Policy;

namespace Slipway.Publishing.GitHub;

/// <summary>Whether a release goes to GitHub as well: <c>true</c>, <c>false</c>, or the repository.</summary>
/// <param name="IsWanted">Whether it does.</param>
/// <param name="Repository">The repository, or null for the one that slipway.json or the workflow names.</param>
public sealed record GitHubChoice(bool IsWanted, GitHubRepository? Repository)
{
    /// <summary>To the repository that slipway.json or the workflow names.</summary>
    public static GitHubChoice Wanted { get; } = new(IsWanted: true, Repository: null);

    /// <exception cref="FormatException"><paramref name="text"/> is none of the three.</exception>
    public static GitHubChoice Parse(string text) => SwitchText.TryParse(text) is { } isWanted
        ? new GitHubChoice(isWanted, Repository: null)
        : new GitHubChoice(IsWanted: true, GitHubRepository.Parse(text));

    /// <summary>Where it goes, or null for nowhere.</summary>
    /// <exception cref="InputException">It is not said where.</exception>
    public static GitHubTarget? Resolve(GitHubChoice? choice, ReleasePolicy policy, GitHubApi? api, GitHubTag? tag) =>
        choice is { IsWanted: true } ? GitHubTarget.Resolve(policy, choice.Repository, api, tag) : null;
}
