using Slipway.Publishing.Policy;

namespace Slipway.Publishing.GitHub;

/// <summary>Where on GitHub releases go.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Api">The GitHub it is on.</param>
/// <param name="Tag">How its tags are named.</param>
public sealed record GitHubTarget(GitHubRepository Repository, GitHubApi Api, GitHubTag Tag)
{
    private const string Named = "GITHUB_REPOSITORY";

    /// <summary>What was asked for, completed by slipway.json and by what GitHub Actions says about itself.</summary>
    /// <param name="policy">slipway.json.</param>
    /// <param name="repository">As told, or null for the one of slipway.json, else the one that the workflow is of.</param>
    /// <param name="api">As told, or null.</param>
    /// <param name="tag">As told, or null.</param>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: no repository is named anywhere, or a variable of the workflow cannot be used.</exception>
    public static GitHubTarget Resolve(ReleasePolicy policy, GitHubRepository? repository, GitHubApi? api, GitHubTag? tag) => new(
        repository ?? policy.GitHub?.Repository ?? FromVariable(Environment.GetEnvironmentVariable, Named, GitHubRepository.Parse) ?? throw Unnamed(),
        api ?? policy.GitHub?.Api ?? FromVariable(Environment.GetEnvironmentVariable, GitHubApi.Variable, GitHubApi.Parse) ?? GitHubApi.Default,
        tag ?? policy.GitHub?.Tag ?? GitHubTag.Default);

    /// <summary>A path of the repository in the API.</summary>
    internal Uri At(string path) => Api.At($"repos/{Repository}/{path}");

    /// <summary>Whether the workflow that this runs in is of the repository: then its commit is the release's.</summary>
    internal bool IsOfThisWorkflow() => Repository.IsNamed(Environment.GetEnvironmentVariable(Named));

    /// <summary>What a variable says, or null where it is not set.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: not what it should.</exception>
    internal static T? FromVariable<T>(Func<string, string?> variable, string name, Func<string, T> parse)
        where T : class
    {
        try
        {
            return variable(name) is { Length: > 0 } text ? parse(text) : null;
        }
        catch (FormatException malformed)
        {
            throw new InputException(InputFailure.OptionInvalid, $"The environment variable {name} cannot be used: {malformed.Message}.", malformed);
        }
    }

    private static InputException Unnamed() =>
        new(InputFailure.OptionInvalid, "It is not said which repository of GitHub the release goes to.")
        {
            Hint = $"Name it: --github OWNER/REPO, or \"github\": {{\"repository\": \"OWNER/REPO\"}} in {ReleasePolicy.FileName}.",
        };
}
