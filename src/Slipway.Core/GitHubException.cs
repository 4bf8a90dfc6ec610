namespace Slipway;

/// <summary>A release is not on GitHub as it should be. Devices do not depend on it: they read the store.</summary>
public sealed class GitHubException(GitHubFailure failure, string message, Exception? innerException = null)
    : SlipwayException($"SLP{3000 + (int)failure}", message, innerException)
{
    /// <summary>Which refusal it is; its number is the last three digits of the code.</summary>
    public GitHubFailure Failure { get; } = failure;

    /// <summary>Whether the same may well succeed later, without anything being changed.</summary>
    public bool IsTemporary => Failure is GitHubFailure.RateLimited or GitHubFailure.Unavailable;
}
