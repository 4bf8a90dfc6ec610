using System.Collections.Immutable;
using System.Net;

namespace Slipway.Publishing.Diagnosis;

/// <summary>What a web server answered, as far as it matters to devices.</summary>
/// <param name="Address">What was asked, after redirects. Its query may be a secret.</param>
/// <param name="Path">The path in the repository.</param>
internal sealed record WebAnswer(Uri Address, string Path)
{
    /// <summary>The status; 0 without an answer.</summary>
    public HttpStatusCode Status { get; private init; }

    /// <summary>Why there is no answer, or null.</summary>
    public string? Problem { get; init; }

    public ReadOnlyMemory<byte> Body { get; private init; }

    /// <summary>The server's clock.</summary>
    public DateTimeOffset? Date { get; private init; }

    /// <summary>How long the answer has been in a cache on the way.</summary>
    public TimeSpan Age { get; private init; }

    /// <summary>How long a shared cache may keep it, as far as the answer says so.</summary>
    public TimeSpan? MayBeKept { get; private init; }

    /// <summary>Whether a shared cache is told to keep nothing.</summary>
    public bool MayNotBeKept { get; private init; }

    public ImmutableArray<string> Encodings { get; private init; } = [];

    public bool HasEntityTag { get; private init; }

    /// <summary>Where it redirects to, or null.</summary>
    public Uri? Location { get; private init; }

    public bool IsOk => Status == HttpStatusCode.OK;

    /// <summary>What was asked, without what may be secret.</summary>
    public string Where => Address.GetLeftPart(UriPartial.Path);

    /// <summary>The name of the file.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The answer in words.</summary>
    public string Description => Problem ?? $"{(int)Status}{(Location is null ? "" : $" to {Location.Scheme}://{Location.Authority}{Location.AbsolutePath}")}";

    public static WebAnswer Of(Uri address, string path, HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var cache = response.Headers.CacheControl;
        var expires = response.Content.Headers.Expires - response.Headers.Date;
        return new WebAnswer(address, path)
        {
            Status = response.StatusCode,
            Body = body,
            Date = response.Headers.Date,
            Age = response.Headers.Age ?? TimeSpan.Zero,
            MayBeKept = cache?.SharedMaxAge ?? cache?.MaxAge ?? expires,
            MayNotBeKept = cache is { NoStore: true } or { Private: true } or { NoCache: true } || (cache?.SharedMaxAge ?? cache?.MaxAge) == TimeSpan.Zero,
            Encodings = [.. response.Content.Headers.ContentEncoding],
            HasEntityTag = response.Headers.ETag is not null,
            Location = (int)response.StatusCode is >= 300 and < 400 && Uri.TryCreate(address, response.Headers.Location, out var location) ? location : null,
        };
    }
}
