using System.Text.RegularExpressions;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.GitHub;

/// <summary>A file as a release on GitHub is to have it.</summary>
internal sealed partial record ReleaseFile
{
    // GitHub takes less than 2 GiB.
    private const long MaxLength = (2L << 30) - 1;

    /// <exception cref="GitHubException"><see cref="GitHubFailure.AssetInvalid"/>: GitHub would refuse or rename it.</exception>
    public ReleaseFile(string name, StoreContent content)
    {
        RequireName(name);
        RequireLength(name, content.Length);
        Name = name;
        Content = content;
    }

    /// <summary>Its name among the assets.</summary>
    public string Name { get; }

    /// <summary>Its bytes.</summary>
    public StoreContent Content { get; }

    /// <summary>Whether other bytes are as good: a signature may differ from one time to the next.</summary>
    public Func<byte[], bool>? IsEquivalent { get; init; }

    /// <exception cref="GitHubException"><see cref="GitHubFailure.AssetInvalid"/>.</exception>
    public static void RequireName(string name)
    {
        if (!Form().IsMatch(name))
        {
            throw new GitHubException(GitHubFailure.AssetInvalid, $"'{name}' cannot be the name of a file of a release, for GitHub would change it: expected letters, digits, '.', '_' and '-', first and last a letter or a digit.");
        }
    }

    /// <exception cref="GitHubException"><see cref="GitHubFailure.AssetInvalid"/>.</exception>
    public static void RequireLength(string name, long length)
    {
        if (length is 0 or > MaxLength)
        {
            throw new GitHubException(GitHubFailure.AssetInvalid, $"{name} has {length} bytes: expected at least one, and less than 2 GiB, for GitHub takes no other files.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,230}[A-Za-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
