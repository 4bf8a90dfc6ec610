using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Testing.Servers.GitHub;

/// <summary>An answer.</summary>
internal sealed record GitHubReply(int Status, byte[] Body, string ContentType)
{
    public string? Link { get; init; }

    public Uri? Location { get; init; }

    /// <summary>Headers besides.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static GitHubReply Of(int status, JsonNode? body) =>
        new(status, body is null ? [] : Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json; charset=utf-8");

    /// <summary>As it is sent.</summary>
    public byte[] ToBytes()
    {
        var head = new StringBuilder($"HTTP/1.1 {Status} Said\r\nDate: {TimeProvider.System.GetUtcNow():R}\r\n");
        foreach (var (name, value) in Headers.Append(new("Link", Link!)).Append(new("Location", Location?.AbsoluteUri!)).Where(header => header.Value is not null))
        {
            head.Append($"{name}: {value}\r\n");
        }

        head.Append(Status == 204 ? "\r\n" : $"Content-Type: {ContentType}\r\nContent-Length: {Body.Length}\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. Body];
    }
}
