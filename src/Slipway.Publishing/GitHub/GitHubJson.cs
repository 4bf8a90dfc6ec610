using System.Text.Json.Serialization;

namespace Slipway.Publishing.GitHub;

/// <summary>What is written and read, compiled. Fields that are not named here are not looked at.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GitHubRelease))]
[JsonSerializable(typeof(GitHubRelease[]))]
[JsonSerializable(typeof(GitHubAsset))]
[JsonSerializable(typeof(GitHubAsset[]))]
[JsonSerializable(typeof(GitHubDraft))]
[JsonSerializable(typeof(GitHubChange))]
[JsonSerializable(typeof(GitHubComplaint))]
internal sealed partial class GitHubJson : JsonSerializerContext;
