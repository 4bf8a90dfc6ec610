using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Tuf.Sources;

/// <summary>A repository on a web server.</summary>
/// <remarks>
/// Trust does not come from the connection, so a proxy or mirror may serve the files. Redirects to another server are refused and nothing
/// is decompressed on the way: lengths and digests are those of the bytes as stored (ATTACKS N1).
/// </remarks>
public sealed class HttpSource : IRepositorySource, IDisposable
{
    private readonly Uri _repository;
    private readonly TimeProvider _time;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _client;

    /// <param name="repository">The folder that holds <c>metadata/</c> and <c>targets/</c>.</param>
    /// <param name="time">Measures how long the server is waited for.</param>
    public HttpSource(Uri repository, TimeProvider time)
    {
        _repository = repository.AbsoluteUri.EndsWith('/') ? repository : new Uri(repository.AbsoluteUri + "/");
        _time = time;
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TransferLimits.Idle,
            UseCookies = false,
        };
        _client = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation) =>
        (await OpenTaggedAsync(path, knownTag: null, cancellation)).Content;

    /// <inheritdoc/>
    public Task<TaggedFile> OpenTaggedAsync(string path, string? knownTag, CancellationToken cancellation) => AskAsync(
        path,
        headers => AddTag(headers.IfNoneMatch, knownTag),
        (response, address) => ReadAsync(response, address, isConditional: knownTag is not null, cancellation),
        cancellation);

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
    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    /// <summary>Nothing leads out of the repository (ATTACKS J3): an address is normalised, so that "..", even escaped, would.</summary>
    private Uri AddressOf(string path) =>
        Uri.TryCreate(_repository, path, out var address) && _repository.IsBaseOf(address)
            ? address
            : throw new TrustException(TrustFailure.Malformed, path, $"The path '{path}' leads out of the repository.");

    private async Task<T> AskAsync<T>(
        string path, Action<HttpRequestHeaders> prepare, Func<HttpResponseMessage, Uri, Task<T>> read, CancellationToken cancellation)
    {
        var address = AddressOf(path);
        using var silence = new CancellationTokenSource(TransferLimits.Idle, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        try
        {
            return await read(await GetAsync(address, prepare, either.Token), address);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failure(address, $"no answer within {TransferLimits.Idle.TotalSeconds} s");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Failure(address, failure.Message.TrimEnd('.'), failure);
        }
    }

    /// <summary>Asks for a file from a byte on. Null: this server is to be asked for the whole file.</summary>
    private Task<PartialFile?> AskForRestAsync(string path, long offset, string? tag, CancellationToken cancellation)
    {
        var known = EntityTagHeaderValue.TryParse(tag, out var parsed) && !parsed.IsWeak ? parsed : null;
        return AskAsync(
            path,
            headers =>
            {
                headers.Range = new RangeHeaderValue(offset, to: null);
                headers.IfRange = known is null ? null : new RangeConditionHeaderValue(known);
            },
            (response, address) => ReadRestAsync(response, address, offset, known, cancellation),
            cancellation);
    }

    private async Task<PartialFile?> ReadRestAsync(HttpResponseMessage response, Uri address, long offset, EntityTagHeaderValue? known, CancellationToken cancellation)
    {
        var isRest = response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange is { Unit: "bytes" } range && range.From == offset
            && (known is null || response.Headers.ETag is null || response.Headers.ETag.Equals(known));
        if (isRest || response.StatusCode == HttpStatusCode.OK)
        {
            var body = new ResponseBody(response, await response.Content.ReadAsStreamAsync(cancellation), address, _time);
            return new PartialFile(body, isRest ? offset : 0, response.Headers.ETag?.ToString()) { HasUnknownEnd = body.HasUnknownEnd };
        }

        response.Dispose();
        return (int)response.StatusCode is 206 or (>= 400 and < 500) ? null : throw Failure(address, $"the server answered {(int)response.StatusCode}");
    }

    private static void AddTag(HttpHeaderValueCollection<EntityTagHeaderValue> tags, string? tag)
    {
        if (EntityTagHeaderValue.TryParse(tag, out var known))
        {
            tags.Add(known);
        }
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, Action<HttpRequestHeaders> prepare, CancellationToken cancellation)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            prepare(request.Headers);
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!IsRedirect(response))
            {
                return response;
            }

            var location = response.Headers.Location;
            response.Dispose();
            address = redirects < TransferLimits.Redirects && Uri.TryCreate(address, location, out var next) && IsSameServer(next, address)
                ? next
                : throw Failure(address, "it redirects to another server, to no address at all, or once too often");
        }
    }

    private static bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    private static bool IsSameServer(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private async Task<TaggedFile> ReadAsync(HttpResponseMessage response, Uri address, bool isConditional, CancellationToken cancellation)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                var body = await response.Content.ReadAsStreamAsync(cancellation);
                return new TaggedFile(new ResponseBody(response, body, address, _time), response.Headers.ETag?.ToString());
            case HttpStatusCode.NotModified when isConditional:
                response.Dispose();
                return new TaggedFile(Content: null, Tag: null, IsUnchanged: true);
            case HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone:
                // A bucket that may not be listed answers 403 for what it does not have.
                response.Dispose();
                return new TaggedFile(Content: null, Tag: null);
            default:
                response.Dispose();
                throw Failure(address, $"the server answered {(int)response.StatusCode}");
        }
    }

    private static DeviceException Failure(Uri address, string reason, Exception? inner = null) =>
        new(DeviceFailure.Transport, $"{address.GetLeftPart(UriPartial.Path)} cannot be read: {reason}.", inner);
}
