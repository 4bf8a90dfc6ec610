namespace Slipway.Publishing.Promotions;

/// <summary>What would become of the release on GitHub.</summary>
/// <param name="Page">Where people read it.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="IsPrerelease">Whether it is one now.</param>
/// <param name="IsLatestThen">Whether it would be the latest release then; it stays what it is otherwise.</param>
public sealed record PlannedGitHub(Uri Page, string Tag, bool IsPrerelease, bool IsLatestThen)
{
    /// <summary>Whether GitHub would refuse to make it anything else.</summary>
    public bool IsImmutable { get; init; }
}
