using System.Text.RegularExpressions;
using Slipway.Bundles;

namespace Slipway.Publishing.GitHub;

/// <summary>How the tags of releases are named, for example <c>v{version}</c>.</summary>
public sealed partial record GitHubTag
{
    private const string Placeholder = "{version}";

    private readonly string _pattern;

    private GitHubTag(string pattern) => _pattern = pattern;

    /// <summary><c>v{version}</c>.</summary>
    public static GitHubTag Default { get; } = new($"v{Placeholder}");

    /// <exception cref="FormatException"><paramref name="text"/> does not say once where the version goes, or has characters that no tag should have.</exception>
    public static GitHubTag Parse(string text) => Form().IsMatch(text) && !text.Contains("..", StringComparison.Ordinal)
        ? new GitHubTag(text)
        : throw new FormatException($"'{text}' does not name tags: expected letters, digits, '.', '_', '-', '/' and one {Placeholder}, for example {Default}");

    /// <summary>The tag of a version.</summary>
    public string Of(SemanticVersion version) => _pattern.Replace(Placeholder, version.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _pattern;

    [GeneratedRegex(@"^([A-Za-z0-9][A-Za-z0-9._/-]*)?\{version\}([A-Za-z0-9._/-]*[A-Za-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
