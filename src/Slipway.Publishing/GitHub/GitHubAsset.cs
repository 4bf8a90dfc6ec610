using System.Text.Json.Serialization;

namespace Slipway.Publishing.GitHub;

/// <summary>A file of a release as GitHub describes it.</summary>
internal sealed record GitHubAsset
{
    private const string Sha256 = "sha256:";

    public required long Id { get; init; }

    public required string Name { get; init; }

    /// <summary><c>uploaded</c>, or a word that says that it is not.</summary>
    public required string State { get; init; }

    public required long Size { get; init; }

    /// <summary><c>sha256:</c> and hex digits. Older GitHub Enterprise has none.</summary>
    public string? Digest { get; init; }

    /// <summary>Whether it arrived whole. What did not is in the way, and can be deleted.</summary>
    [JsonIgnore]
    public bool IsUploaded => State == "uploaded";

    /// <summary>The digest, if GitHub says it.</summary>
    [JsonIgnore]
    public Sha256Digest? Sha256Digest =>
        Digest is { } text && text.StartsWith(Sha256, StringComparison.Ordinal) && Slipway.Sha256Digest.TryParse(text[Sha256.Length..], out var digest) ? digest : null;
}
