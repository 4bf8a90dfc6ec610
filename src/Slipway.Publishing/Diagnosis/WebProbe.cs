using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Publishing.Diagnosis;

/// <summary>Asks a web server as an agent does: without cookies, and neither following redirects nor decompressing.</summary>
internal sealed class WebProbe : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Asks for <paramref name="path"/> below <paramref name="repository"/>, and reads at most <paramref name="limit"/> bytes of the answer.</summary>
    public async Task<WebAnswer> GetAsync(Uri repository, string path, int limit, CancellationToken cancellation, Action<HttpRequestHeaders>? prepare = null)
    {
        var address = new Uri(repository, path);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            prepare?.Invoke(request.Headers);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var content = await response.Content.ReadAsStreamAsync(cancellation);
            var body = new byte[limit];
            var length = await content.ReadAtLeastAsync(body, limit, throwOnEndOfStream: false, cancellation);
            return WebAnswer.Of(address, response, body.AsMemory(0, length));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new WebAnswer(address) { Problem = failure.Message.TrimEnd('.') };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
