namespace Slipway.Publishing.GitHub;

/// <summary>A release as GitHub describes it.</summary>
internal sealed record GitHubRelease
{
    /// <summary>Later releases have higher ones. Its other date, <c>created_at</c>, is the commit's.</summary>
    public required long Id { get; init; }

    public required string TagName { get; init; }

    public string? Name { get; init; }

    public string? Body { get; init; }

    public bool Draft { get; init; }

    public bool Prerelease { get; init; }

    /// <summary>Whether nothing but title and notes can be changed.</summary>
    public bool Immutable { get; init; }

    /// <summary>Its page.</summary>
    public required string HtmlUrl { get; init; }

    /// <summary>Where its assets go, as a URI template.</summary>
    public required string UploadUrl { get; init; }
}
