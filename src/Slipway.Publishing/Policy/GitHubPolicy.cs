using Slipway.Json;
using Slipway.Publishing.GitHub;

namespace Slipway.Publishing.Policy;

/// <summary>Where releases go on GitHub when they are asked to: <c>github</c> in slipway.json.</summary>
public sealed record GitHubPolicy
{
    /// <summary>The repository, or null for the one that the workflow is of.</summary>
    public GitHubRepository? Repository { get; init; }

    /// <summary>The GitHub, or null for the one that the workflow is on, else github.com.</summary>
    public GitHubApi? Api { get; init; }

    /// <summary>How tags are named, or null for <see cref="GitHubTag.Default"/>.</summary>
    public GitHubTag? Tag { get; init; }

    /// <exception cref="FormatException">A field is unknown or of another kind.</exception>
    internal static GitHubPolicy FromJson(JsonFields json)
    {
        json.RequireOnly("repository", "api", "tag");
        return new GitHubPolicy
        {
            Repository = Optional(json, "repository", GitHubRepository.Parse),
            Api = Optional(json, "api", GitHubApi.Parse),
            Tag = Optional(json, "tag", GitHubTag.Parse),
        };
    }

    private static T? Optional<T>(JsonFields json, string name, Func<string, T> parse)
        where T : class => json.Has(name) ? json.Text(name, parse) : null;
}
