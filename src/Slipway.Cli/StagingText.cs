using System.Text.Json.Nodes;
using Slipway.Publishing.Ceremonies;

namespace Slipway.Cli;

/// <summary>Stagings in words, and in JSON. The names are public: docs/cli.md.</summary>
internal static class StagingText
{
    public static IEnumerable<string> Lines(StagingReview review)
    {
        yield return $"staging {review.Id} (it says: made {IsoTime.FormatMinutes(review.CreatedAt)} on timestamp {review.BaseTimestamp})";
        foreach (var role in review.Roles)
        {
            yield return Heading(role);
            foreach (var change in role.Changes)
            {
                yield return $"  {change}";
            }
        }
    }

    /// <summary>Who has signed by now, for whoever has just seen the rest.</summary>
    public static IEnumerable<string> Headings(StagingReview review) => [$"staging {review.Id}", .. review.Roles.Select(Heading)];

    /// <summary>What is to be done next.</summary>
    public static string Next(StagingReview review) => review.IsSigned
        ? $"signed: 'slipway commit {review.Id}' publishes it"
        : $"waiting: {string.Join("; ", review.Roles.Where(role => !role.IsSigned).Select(role => $"{role.Role} has {role.DescribeSignatures()}"))}";

    public static JsonObject ToJson(StagingReview review) => new()
    {
        ["staging"] = review.Id,
        ["created_at"] = review.CreatedAt.ToUnixTimeSeconds(),
        ["timestamp_version"] = review.BaseTimestamp,
        ["signed"] = review.IsSigned,
        ["roles"] = new JsonArray([.. review.Roles.Select(ToJson)]),
    };

    private static string Heading(RoleReview role) => $"{role.Role} {role.FromVersion} -> {role.ToVersion}   {role.DescribeSignatures()}";

    private static JsonNode ToJson(RoleReview role) => new JsonObject
    {
        ["role"] = role.Role,
        ["from"] = role.FromVersion,
        ["to"] = role.ToVersion,
        ["signatures"] = new JsonArray([.. role.Signatures.Select(ToJson)]),
        ["changes"] = new JsonArray([.. role.Changes.Select(change => (JsonNode)change)]),
    };

    private static JsonNode ToJson(SignatureCount count) => new JsonObject
    {
        ["keys"] = count.Keys,
        ["threshold"] = count.Threshold,
        ["signed_by"] = new JsonArray([.. count.SignedBy.Select(id => (JsonNode)id.ToString())]),
        ["not_signed_by"] = new JsonArray([.. count.NotSignedBy.Select(id => (JsonNode)id.ToString())]),
    };
}
