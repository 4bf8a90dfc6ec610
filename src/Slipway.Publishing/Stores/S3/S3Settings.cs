using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Publishing.Stores.S3;

/// <summary>How an S3 server is reached, where that is not what the SDK finds out itself. Credentials are never among it.</summary>
/// <param name="Endpoint">The server's address; null for AWS, or for what <c>AWS_ENDPOINT_URL_S3</c> or the profile say.</param>
/// <param name="Region">The region that requests are signed for; null for what <c>AWS_REGION</c> or the profile say.</param>
/// <param name="PathStyle">Whether the bucket is in the path and not in the host's name; null for: where an endpoint is given.</param>
public sealed record S3Settings(Uri? Endpoint = null, string? Region = null, bool? PathStyle = null)
{
    /// <summary>What the SDK finds out itself.</summary>
    public static S3Settings Default { get; } = new();

    /// <summary>Reads <c>"s3"</c> of slipway.json.</summary>
    /// <exception cref="FormatException">It states something that cannot be.</exception>
    public static S3Settings FromJson(JsonFields json)
    {
        json.RequireOnly("endpoint", "region", "path_style");
        return new(
            json.Has("endpoint") ? json.Text("endpoint", ParseEndpoint) : null,
            json.Has("region") ? json.Text("region", ParseRegion) : null,
            json.Has("path_style") ? json.Flag("path_style") : null);
    }

    /// <summary>As it stands in slipway.json.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Endpoint is not null)
        {
            json["endpoint"] = Endpoint.AbsoluteUri.TrimEnd('/');
        }

        if (Region is not null)
        {
            json["region"] = Region;
        }

        if (PathStyle is { } isInPath)
        {
            json["path_style"] = isInPath;
        }

        return json;
    }

    /// <summary>These, and what they leave open as in <paramref name="others"/>.</summary>
    public S3Settings Over(S3Settings others) => new(Endpoint ?? others.Endpoint, Region ?? others.Region, PathStyle ?? others.PathStyle);

    /// <summary>Reads an endpoint.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static Uri ParseEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? endpoint
            : throw new FormatException("the endpoint is not an address of a server: expected one such as https://minio.example.com, without a user's name or a query");

    /// <summary>Reads the name of a region.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static string ParseRegion(string text) =>
        text.Length is > 0 and <= 64 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? text
            : throw new FormatException($"'{text}' is not the name of a region: expected one such as eu-central-1");
}
