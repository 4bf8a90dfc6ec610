using Slipway.Publishing.GitHub;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.MSBuild;

/// <summary>A task that tells GitHub as well, if it is asked to.</summary>
public abstract class GitHubTask : PolicyTask
{
    /// <summary><c>OWNER/REPO</c>, or <c>true</c> for the repository that slipway.json or the workflow names; empty for no release on GitHub.</summary>
    public string GitHub { get; set; } = "";

    /// <summary>The API of a GitHub Enterprise; default: that of slipway.json, else the workflow's, else github.com.</summary>
    public string GitHubApi { get; set; } = "";

    /// <summary>How tags are named; default: <c>v{version}</c>.</summary>
    public string GitHubTag { get; set; } = "";

    /// <summary>Does it in the store, and on GitHub if it is asked to.</summary>
    /// <exception cref="InputException">SLP1035: a property cannot be used, or it is not said where on GitHub.</exception>
    private protected ReleaseDesk Desk(ReleaseRepository repository) => new(repository, GitHubChoice.Resolve(
        PropertyValue.GitHub(SlipwayProperties.GitHub, GitHub),
        repository.Policy,
        PropertyValue.GitHubApi(SlipwayProperties.GitHubApi, GitHubApi),
        PropertyValue.GitHubTag(SlipwayProperties.GitHubTag, GitHubTag)));

    /// <summary>What a channel offers now, in one line for each runtime.</summary>
    private protected void Tell(Publication publication)
    {
        foreach (var line in PublicationLines.Of(publication))
        {
            Tell(line);
        }
    }
}
