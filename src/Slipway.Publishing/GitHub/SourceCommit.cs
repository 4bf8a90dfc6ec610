using System.Text.RegularExpressions;

namespace Slipway.Publishing.GitHub;

/// <summary>The commit that a release is made from, if it is one of the repository on GitHub.</summary>
internal static partial class SourceCommit
{
    private const string Variable = "GITHUB_SHA";

    /// <summary>The workflow's commit, else that of the clone around <paramref name="folder"/>, or null where both are of another repository.</summary>
    public static async Task<string?> FindAsync(GitHubRepository repository, bool isOfThisWorkflow, string folder, CancellationToken cancellation)
    {
        if (isOfThisWorkflow && Environment.GetEnvironmentVariable(Variable) is { } told && Commit().IsMatch(told))
        {
            return told;
        }

        var remotes = await Git.TryRunAsync(folder, cancellation, "remote", "-v") ?? "";
        var isClone = remotes.Split(['\n', '\t', ' ']).Any(url => IsOf(url, repository));
        var commit = isClone ? await Git.TryRunAsync(folder, cancellation, "rev-parse", "HEAD") : null;
        return commit is not null && Commit().IsMatch(commit) ? commit : null;
    }

    private static bool IsOf(string url, GitHubRepository repository)
    {
        var name = url.EndsWith(".git", StringComparison.Ordinal) ? url[..^".git".Length] : url;
        return name.EndsWith($"/{repository}", StringComparison.OrdinalIgnoreCase) || name.EndsWith($":{repository}", StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("^[0-9a-f]{40}([0-9a-f]{24})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Commit();
}
