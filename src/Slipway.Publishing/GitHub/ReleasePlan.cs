using System.Collections.Immutable;

namespace Slipway.Publishing.GitHub;

/// <summary>What a release on GitHub is to be.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="Title">Its title, if it has none yet.</param>
/// <param name="Files">Its files.</param>
internal sealed record ReleasePlan(string Tag, string Title, ImmutableArray<ReleaseFile> Files)
{
    /// <summary>The commit that the tag is made on, or null for GitHub's choice.</summary>
    public string? Commit { get; init; }

    /// <summary>Its notes, or null to leave those that a draft has.</summary>
    public string? Notes { get; init; }

    /// <summary>Whether it is the latest one, and not a prerelease.</summary>
    public bool IsLatest { get; init; }
}
