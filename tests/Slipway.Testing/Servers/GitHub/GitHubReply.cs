using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Testing.Servers.GitHub;

/// <summary>An answer.</summary>
internal sealed record GitHubReply(int Status, byte[] Body, string ContentType)
{
    public string? Link { get; init; }

    public Uri? Location { get; init; }

    public static GitHubReply Of(int status, JsonNode? body) =>
        new(status, body is null ? [] : Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json; charset=utf-8");

    public void Write(HttpListenerResponse response, IReadOnlyDictionary<string, string>? headers)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        if (Link is not null)
        {
            response.Headers["Link"] = Link;
        }

        if (Location is not null)
        {
            response.Headers["Location"] = Location.AbsoluteUri;
        }

        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            response.Headers[name] = value;
        }

        response.Close(Body, willBlock: true);
    }
}
