using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Slipway.Streams;

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
        var secret = token?.Read(folder);
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
        try
        {
            using var answer = await (request.RequestUri!.IsLoopback ? Direct : Proxied).SendAsync(request, cancellation);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
            return (int)answer.StatusCode is >= 300 and < 400 ? throw new NoAnswerException($"{Name(request)} answered {(int)answer.StatusCode}, and redirects are not followed")
                : secret is not null && body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)) >= 0 ? throw new NoAnswerException($"{Name(request)} answered with the token that it was sent, and nobody else may read that")
                : (answer.StatusCode, body);
        }
        catch (HttpRequestException failure)
        {
            throw new NoAnswerException($"{Name(request)} did not answer: {ConnectionFailure.Describe(failure)}");
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
