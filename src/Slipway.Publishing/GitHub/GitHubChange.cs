using System.Text.Json.Serialization;

namespace Slipway.Publishing.GitHub;

/// <summary>What is to change in a release; null leaves it as it is.</summary>
internal sealed record GitHubChange
{
    /// <summary>A draft loses the tag when a change of it does not repeat the tag.</summary>
    public string? TagName { get; init; }

    public string? TargetCommitish { get; init; }

    public string? Body { get; init; }

    /// <summary>False publishes it.</summary>
    public bool? Draft { get; init; }

    public bool? Prerelease { get; init; }

    /// <summary>Whether it is the one that the repository's front page shows.</summary>
    [JsonConverter(typeof(QuotedBoolean))]
    public bool? MakeLatest { get; init; }
}
