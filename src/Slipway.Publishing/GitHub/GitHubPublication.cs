using System.Collections.Immutable;

namespace Slipway.Publishing.GitHub;

/// <summary>A release on GitHub.</summary>
/// <param name="Page">Where people read it.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="IsPrerelease">Whether it is one.</param>
/// <param name="Files">Its files, as far as they were looked at: a promotion touches none.</param>
public sealed record GitHubPublication(Uri Page, string Tag, bool IsPrerelease, ImmutableArray<PublishedFile> Files);
