using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Publishing.Gates;

/// <summary>Asks servers on behalf of gates. It follows no redirects, so that a token goes nowhere else, and reads no more than it needs.</summary>
internal static class GateConnection
{
    private const int MaxAnswerBytes = 1 << 20;

    private static readonly HttpClient Proxied = Open(usesProxy: true);

    // What must not leave this machine must not be given to a proxy either.
    private static readonly HttpClient Direct = Open(usesProxy: false);

    /// <summary>Sends a request, and returns status and body of whatever is answered, but for redirects.</summary>
    /// <exception cref="NoAnswerException">Nobody answers, or with too much, or with a redirect.</exception>
    public static async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(HttpRequestMessage request, GateToken? token, string folder, CancellationToken cancellation)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Read(folder));
        }

        try
        {
            using var answer = await (request.RequestUri!.IsLoopback ? Direct : Proxied).SendAsync(request, cancellation);
            return (int)answer.StatusCode is >= 300 and < 400
                ? throw new NoAnswerException($"{Name(request)} answered {(int)answer.StatusCode}, and redirects are not followed")
                : (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (HttpRequestException failure)
        {
            throw new NoAnswerException($"{Name(request)} did not answer: {failure.Message.TrimEnd('.')}");
        }
    }

    /// <summary>What messages call the server. A query may be private.</summary>
    public static string Name(HttpRequestMessage request) => request.RequestUri!.GetLeftPart(UriPartial.Authority);

    private static HttpClient Open(bool usesProxy)
    {
#pragma warning disable CA2000 // The client disposes of it.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = usesProxy,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes };
#pragma warning restore CA2000
    }
}
