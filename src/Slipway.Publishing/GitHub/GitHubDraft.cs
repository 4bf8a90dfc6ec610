namespace Slipway.Publishing.GitHub;

/// <summary>A release that is to be made, as a draft.</summary>
/// <param name="TagName">The tag that publishing makes.</param>
/// <param name="TargetCommitish">The commit that it is made on, or null for the default branch's newest.</param>
/// <param name="Name">The title.</param>
/// <param name="Body">The notes.</param>
/// <param name="Prerelease">Whether it is one.</param>
internal sealed record GitHubDraft(string TagName, string? TargetCommitish, string Name, string Body, bool Prerelease)
{
    /// <summary>Nobody but those who may write sees it.</summary>
    public bool Draft { get; } = true;
}
