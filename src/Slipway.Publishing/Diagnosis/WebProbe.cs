using System.Net;
using System.Net.Http.Headers;
using Slipway.Streams;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Diagnosis;

/// <summary>Asks a web server as an agent does: without cookies or decompressing, and following redirects only where devices would.</summary>
internal sealed class WebProbe(RedirectHosts redirectHosts) : IDisposable
{
    private const int MostRedirects = 5;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Asks for <paramref name="path"/> of a repository, and reads at most <paramref name="limit"/> bytes of the answer.</summary>
    public async Task<WebAnswer> GetAsync(RepositoryAddress repository, string path, int limit, CancellationToken cancellation, Action<HttpRequestHeaders>? prepare = null)
    {
        var address = repository.AddressOf(path);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                var answer = await GetOnceAsync(address, path, limit, prepare, cancellation);
                if (answer.Location is not { } next || redirects == MostRedirects || !redirectHosts.Allow(address, next))
                {
                    return answer;
                }

                address = next;
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new WebAnswer(address, path) { Problem = ConnectionFailure.Describe(failure) };
        }
    }

    private async Task<WebAnswer> GetOnceAsync(Uri address, string path, int limit, Action<HttpRequestHeaders>? prepare, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        prepare?.Invoke(request.Headers);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var content = await response.Content.ReadAsStreamAsync(cancellation);
        var body = new byte[limit];
        var length = await content.ReadAtLeastAsync(body, limit, throwOnEndOfStream: false, cancellation);
        return WebAnswer.Of(address, path, response, body.AsMemory(0, length));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
