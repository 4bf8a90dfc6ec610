namespace Slipway;

/// <summary>What stands between a release and its page on GitHub. The numbers are public: they are the last three digits of the code.</summary>
public enum GitHubFailure
{
    /// <summary>No variable holds a token for this GitHub.</summary>
    TokenMissing = 40,

    /// <summary>The token is not accepted, or may not do it.</summary>
    NotPermitted = 41,

    /// <summary>The repository does not exist, or the token cannot see it.</summary>
    RepositoryNotFound = 42,

    /// <summary>No release is published under the tag.</summary>
    ReleaseNotFound = 43,

    /// <summary>A published release has a file of this name with other bytes.</summary>
    AssetDiffers = 44,

    /// <summary>The release is immutable and lacks what it should have.</summary>
    ReleaseImmutable = 45,

    /// <summary>A file cannot be one of a release.</summary>
    AssetInvalid = 46,

    /// <summary>GitHub refused the request for another reason, which it says.</summary>
    Refused = 47,

    /// <summary>GitHub takes no more requests for a time that is longer than is waited.</summary>
    RateLimited = 48,

    /// <summary>GitHub cannot be reached, or failed several times.</summary>
    Unavailable = 49,

    /// <summary>The answer is not one that GitHub gives, or leads to another host.</summary>
    AnswerInvalid = 50,
}
