using System.Net;
using System.Net.Http.Headers;
using Slipway.Streams;

namespace Slipway.Tuf.Sources;

/// <summary>Asks a repository's web server for files, and follows where it, or whoever issues links, leads.</summary>
/// <remarks>A link that is refused is asked for once more, as it may have expired; what is refused then is not there (ATTACKS A8).</remarks>
internal sealed class HttpRequests : IDisposable
{
    private readonly RepositoryAddress _repository;
    private readonly RepositoryAccess _access;
    private readonly TimeProvider _time;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _client;
    private readonly Dictionary<string, Uri> _links = new(StringComparer.Ordinal);

    public HttpRequests(RepositoryAddress repository, RepositoryAccess access, TimeProvider time)
    {
        (_repository, _access, _time) = (repository, access, time);
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TransferLimits.Idle,
            UseCookies = false,
        };
        _client = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks for a file.</summary>
    /// <param name="path">Relative to the repository, its segments escaped.</param>
    /// <param name="prepare">Says what is wanted of it: to every server on the way.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="TrustException">The path leads out of the repository.</exception>
    /// <exception cref="DeviceException">Nobody answered, or the way leads where it may not.</exception>
    public async Task<HttpReply> GetAsync(string path, Action<HttpRequestHeaders> prepare, CancellationToken cancellation)
    {
        var address = _repository.AddressOf(path);
        var reply = await AskAsync(await LinkAsync(path, address, cancellation), address, prepare, cancellation);
        if (!reply.MayBeExpired)
        {
            return reply;
        }

        reply.Response.Dispose();
        _links.Remove(path);
        return await AskAsync(await LinkAsync(path, address, cancellation), address, prepare, cancellation);
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    private async Task<Uri> LinkAsync(string path, Uri address, CancellationToken cancellation)
    {
        if (_access.Links is null)
        {
            return address;
        }

        if (!_links.TryGetValue(path, out var link))
        {
            link = await _access.Links.IssueAsync(path, address, cancellation);
            _links[path] = _access.Hosts.Allow(address, link) ? link : throw Refused(DeviceFailure.LinkFailed, address, "the link command leads", link);
        }

        return link;
    }

    private async Task<HttpReply> AskAsync(Uri link, Uri address, Action<HttpRequestHeaders> prepare, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(TransferLimits.Idle, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        try
        {
            return await FollowAsync(link, address, prepare, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failure(link, $"no answer within {TransferLimits.Idle.TotalSeconds} s");
        }
        catch (NotSupportedException)
        {
            // What proxies ask for so is not in the agent: docs/decisions/0003-agent-framework.md.
            throw Failure(link, "the proxy wants a login by Negotiate or NTLM");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Failure(link, ConnectionFailure.Describe(failure), ConnectionFailure.Inner(failure));
        }
    }

    private async Task<HttpReply> FollowAsync(Uri link, Uri address, Action<HttpRequestHeaders> prepare, CancellationToken cancellation)
    {
        var at = link;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            prepare(request.Headers);
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!IsRedirect(response))
            {
                return new HttpReply(response, at, IsLinked: at != address);
            }

            var location = response.Headers.Location;
            response.Dispose();
            at = Next(at, location, redirects);
        }
    }

    private Uri Next(Uri at, Uri? location, int redirects)
    {
        if (redirects == TransferLimits.Redirects || !Uri.TryCreate(at, location, out var next))
        {
            throw Failure(at, "it redirects to no address at all, or once too often");
        }

        return _access.Hosts.Allow(at, next) ? next : throw Refused(DeviceFailure.RedirectRefused, at, "it redirects", next);
    }

    private static bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    private static DeviceException Refused(DeviceFailure failure, Uri from, string who, Uri to) =>
        new(failure, $"{from.GetLeftPart(UriPartial.Path)} cannot be read: {who} to {to.Scheme}://{to.Authority}, which is not allowed.")
        {
            Hint = to.Scheme is not ("http" or "https") ? "Files are read by http and https alone."
                : from.Scheme == "https" && to.Scheme == "http" ? "What is asked for by https is never read by http."
                : to.UserInfo.Length > 0 ? "An address with a user in it is never followed."
                : "Where that is meant, list the host in redirect_hosts of device.json.",
            IsFinal = true,
        };

    private static DeviceException Failure(Uri address, string reason, Exception? inner = null) =>
        new(DeviceFailure.Transport, $"{address.GetLeftPart(UriPartial.Path)} cannot be read: {reason}.", inner);
}
