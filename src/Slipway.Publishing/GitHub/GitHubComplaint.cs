using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Publishing.GitHub;

/// <summary>What GitHub says when it refuses.</summary>
internal sealed record GitHubComplaint
{
    private const int MaxLength = 400;

    public string? Message { get; init; }

    public JsonElement Errors { get; init; }

    /// <summary>Whether the name of an asset is taken.</summary>
    [JsonIgnore]
    public bool IsAlreadyThere => Parts().Any(part => part.Code == "already_exists");

    /// <summary>Reads the body of a refusal. Proxies write bodies, too: what is none of GitHub's says nothing.</summary>
    public static GitHubComplaint Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, GitHubJson.Default.GitHubComplaint) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }

    /// <summary>In one sentence without its full stop. A token that a server repeats is not in it.</summary>
    public string Describe(HttpStatusCode status, string token)
    {
        string[] details = [.. Parts().Select(part => part.Message ?? $"{part.Field} {part.Code}".Trim()).Where(detail => detail.Length > 0)];
        var said = $"{Message?.TrimEnd('.', ' ')}{(details.Length > 0 ? $" ({string.Join("; ", details)})" : "")}".Replace(token, "***", StringComparison.Ordinal);
        return $"{(int)status}{(said.Length > 0 ? " " : "")}{(said.Length > MaxLength ? said[..MaxLength] : said)}";
    }

    private IEnumerable<(string? Code, string? Field, string? Message)> Parts() => Errors.ValueKind == JsonValueKind.Array
        ? Errors.EnumerateArray().Select(part => part.ValueKind switch
        {
            JsonValueKind.Object => (Text(part, "code"), Text(part, "field"), Text(part, "message")),
            JsonValueKind.String => (null, null, part.GetString()),
            _ => default,
        })
        : [];

    private static string? Text(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
