using System.Net;

namespace Slipway.Tuf.Sources;

/// <summary>A repository on a web server.</summary>
/// <remarks>
/// Trust does not come from the connection, so a proxy or mirror may serve the files. Redirects are refused and nothing is decompressed
/// on the way: lengths and digests are those of the bytes as stored (ATTACKS N1).
/// </remarks>
public sealed class HttpSource : IRepositorySource, IDisposable
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private readonly Uri _repository;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _client;

    /// <param name="repository">The folder that holds <c>metadata/</c> and <c>targets/</c>.</param>
    public HttpSource(Uri repository)
    {
        _repository = repository.AbsoluteUri.EndsWith('/') ? repository : new Uri(repository.AbsoluteUri + "/");
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = IdleTimeout,
            UseCookies = false,
        };
        _client = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        var address = AddressOf(path);
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        idle.CancelAfter(IdleTimeout);
        try
        {
            var response = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, idle.Token);
            return await ReadAsync(response, address, cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failure(address, $"no answer within {IdleTimeout.TotalSeconds} s");
        }
        catch (HttpRequestException failure)
        {
            throw Failure(address, failure.Message, failure);
        }
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

    private static async Task<Stream?> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellation)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return new IdleTimeoutStream(await response.Content.ReadAsStreamAsync(cancellation), IdleTimeout, address);
            case HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone:
                // A bucket that may not be listed answers 403 for what it does not have.
                response.Dispose();
                return null;
            default:
                response.Dispose();
                throw Failure(address, $"the server answered {(int)response.StatusCode}");
        }
    }

    private static DeviceException Failure(Uri address, string reason, Exception? inner = null) =>
        new(DeviceFailure.Transport, $"{address.GetLeftPart(UriPartial.Path)} cannot be read: {reason}.", inner);
}
