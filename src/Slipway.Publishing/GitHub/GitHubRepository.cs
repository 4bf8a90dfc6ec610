using System.Text.RegularExpressions;

namespace Slipway.Publishing.GitHub;

/// <summary>The name of a repository on GitHub, as people write it: <c>owner/repo</c>.</summary>
/// <param name="Owner">The user or organisation.</param>
/// <param name="Name">The repository's own name.</param>
public sealed partial record GitHubRepository(string Owner, string Name)
{
    /// <exception cref="FormatException"><paramref name="text"/> is not of the form.</exception>
    public static GitHubRepository Parse(string text)
    {
        var match = Form().Match(text);
        return match.Success && match.Groups["name"].Value is not ("." or "..")
            ? new GitHubRepository(match.Groups["owner"].Value, match.Groups["name"].Value)
            : throw new FormatException($"'{text}' is not a repository of GitHub: expected OWNER/REPO");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Owner}/{Name}";

    /// <summary>GitHub does not tell upper from lower case in names.</summary>
    internal bool IsNamed(string? text) => string.Equals(text, ToString(), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^(?<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,99})/(?<name>[A-Za-z0-9._-]{1,100})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
