using System.CommandLine;
using Slipway.Bundles;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Repository;

namespace Slipway.Cli;

/// <summary>The options of commands that tell GitHub as well.</summary>
internal sealed class GitHubOptions
{
    private readonly Option<GitHubChoice?> _repository = Options.WithOrWithoutValue(
        "--github", "owner/repo", "Tell GitHub as well, in this repository; without a value in the one that slipway.json or the workflow names", Parse, GitHubChoice.Wanted);

    private readonly Option<GitHubApi?> _api = Options.Create("--github-api", "url", "The API of a GitHub Enterprise, such as https://github.example.com/api/v3; default: the one in slipway.json, else GITHUB_API_URL, else github.com", GitHubApi.Parse);

    private readonly Option<GitHubTag?> _tag = Options.Create("--github-tag", "pattern", "How tags are named; default: as slipway.json says, else v{version}", GitHubTag.Parse);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_repository);
        command.Add(_api);
        command.Add(_tag);
    }

    /// <summary>A bundle that stands behind <c>--github</c> would be taken for a repository, and not be published.</summary>
    private static GitHubChoice Parse(string text) => File.Exists(Path.Combine(text, BundleFolder.Manifest))
        ? throw new FormatException($"'{text}' is a bundle, and --github takes the next word for its value: let --github stand last, or name OWNER/REPO")
        : GitHubChoice.Parse(text);

    /// <summary>Does it in the store, and on GitHub if it is asked to.</summary>
    /// <exception cref="InputException">It is not said where on GitHub.</exception>
    public ReleaseDesk Desk(ParseResult arguments, ReleaseRepository repository) =>
        new(repository, GitHubChoice.Resolve(arguments.GetValue(_repository), repository.Policy, arguments.GetValue(_api), arguments.GetValue(_tag)));
}
