using System.Net;
using Slipway.Health;

namespace Slipway.Agent.Health;

/// <summary>Asks by HTTP GET. Follows no redirects, uses no proxy, decompresses nothing, and reads no more than a health document may have.</summary>
public sealed class HttpProbe : IHealthProbe, IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,

        // A kept connection would still lead to the process that is being replaced.
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <inheritdoc/>
    public async Task<ProbeAnswer> AskAsync(Uri address, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            return await ReadAsync(address, limit.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new ProbeAnswer(IsSuccess: false, Document: null, $"{address} does not answer: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ProbeAnswer(IsSuccess: false, Document: null, $"{address} did not answer within {timeout.TotalSeconds:0.#} s");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<ProbeAnswer> ReadAsync(Uri address, CancellationToken cancellation)
    {
        using var response = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[HealthDocument.MaxBytes + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        var explanation = $"{address} answered {(int)response.StatusCode}";
        try
        {
            return new ProbeAnswer(response.IsSuccessStatusCode, HealthDocument.Parse(buffer.AsMemory(0, length)), explanation);
        }
        catch (FormatException malformed)
        {
            return new ProbeAnswer(response.IsSuccessStatusCode, Document: null, $"{explanation}, but {malformed.Message}");
        }
    }
}
