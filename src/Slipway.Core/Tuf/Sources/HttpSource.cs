using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Tuf.Sources;

/// <summary>A repository on a web server.</summary>
/// <remarks>
/// Trust does not come from the connection, so a proxy or mirror may serve the files. Redirects lead to servers that are listed, and to no
/// others; nothing is decompressed on the way: lengths and digests are those of the bytes as stored (ATTACKS N1).
/// </remarks>
public sealed class HttpSource : IRepositorySource, IDisposable
{
    private readonly TimeProvider _time;
    private readonly HttpRequests _requests;

    /// <param name="repository">The folder that holds <c>metadata/</c> and <c>targets/</c>.</param>
    /// <param name="time">Measures how long the server is waited for.</param>
    public HttpSource(Uri repository, TimeProvider time)
        : this(RepositoryAddress.Of(repository), RepositoryAccess.Public, time)
    {
    }

    /// <param name="repository">The repository, by http or https.</param>
    /// <param name="access">How it is read where not everybody may read it.</param>
    /// <param name="time">Measures how long a server is waited for.</param>
    public HttpSource(RepositoryAddress repository, RepositoryAccess access, TimeProvider time)
    {
        _time = time;
        _requests = new HttpRequests(repository, access, time);
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation) =>
        (await OpenTaggedAsync(path, knownTag: null, cancellation)).Content;

    /// <inheritdoc/>
    public async Task<TaggedFile> OpenTaggedAsync(string path, string? knownTag, CancellationToken cancellation)
    {
        var (response, address, _) = await _requests.GetAsync(path, headers => AddTag(headers.IfNoneMatch, knownTag), cancellation);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return new TaggedFile(await BodyAsync(response, address, cancellation), response.Headers.ETag?.ToString());
            case HttpStatusCode.NotModified when knownTag is not null:
                response.Dispose();
                return new TaggedFile(Content: null, Tag: null, IsUnchanged: true);
            case HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone:
                // A bucket that may not be listed answers 403 for what it does not have.
                response.Dispose();
                return new TaggedFile(Content: null, Tag: null);
            default:
                throw Failure(response, address);
        }
    }

    /// <inheritdoc/>
    public async Task<PartialFile?> OpenFromAsync(string path, long offset, string? tag, CancellationToken cancellation)
    {
        if (offset > 0 && await AskForRestAsync(path, offset, tag, cancellation) is { } rest)
        {
            return rest;
        }

        var whole = await OpenTaggedAsync(path, knownTag: null, cancellation);
        return whole.Content is null ? null : new PartialFile(whole.Content, Offset: 0, whole.Tag) { HasUnknownEnd = whole.Content is ResponseBody { HasUnknownEnd: true } };
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();

    /// <summary>Asks for a file from a byte on. Null: this server is to be asked for the whole file.</summary>
    private async Task<PartialFile?> AskForRestAsync(string path, long offset, string? tag, CancellationToken cancellation)
    {
        var known = EntityTagHeaderValue.TryParse(tag, out var parsed) && !parsed.IsWeak ? parsed : null;
        var (response, address, _) = await _requests.GetAsync(path, AskForRest, cancellation);
        var isRest = response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange is { Unit: "bytes" } range && range.From == offset
            && (known is null || response.Headers.ETag is null || response.Headers.ETag.Equals(known));
        if (isRest || response.StatusCode == HttpStatusCode.OK)
        {
            var body = await BodyAsync(response, address, cancellation);
            return new PartialFile(body, isRest ? offset : 0, response.Headers.ETag?.ToString()) { HasUnknownEnd = body.HasUnknownEnd };
        }

        if ((int)response.StatusCode is not (206 or (>= 400 and < 500)) || HttpRefusal.IsPassing(response.StatusCode))
        {
            throw Failure(response, address);
        }

        response.Dispose();
        return null;

        void AskForRest(HttpRequestHeaders headers)
        {
            headers.Range = new RangeHeaderValue(offset, to: null);
            headers.IfRange = known is null ? null : new RangeConditionHeaderValue(known);
        }
    }

    private async Task<ResponseBody> BodyAsync(HttpResponseMessage response, Uri address, CancellationToken cancellation) =>
        new(response, await response.Content.ReadAsStreamAsync(cancellation), address, _time);

    private static void AddTag(HttpHeaderValueCollection<EntityTagHeaderValue> tags, string? tag)
    {
        if (EntityTagHeaderValue.TryParse(tag, out var known))
        {
            tags.Add(known);
        }
    }

    private DeviceException Failure(HttpResponseMessage response, Uri address)
    {
        using (response)
        {
            return HttpRefusal.Of(response, address, _time.GetUtcNow());
        }
    }
}
