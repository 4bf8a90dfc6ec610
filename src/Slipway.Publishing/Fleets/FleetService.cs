using System.Net.Http.Headers;
using Slipway.Publishing.Gates;
using Slipway.Streams;

namespace Slipway.Publishing.Fleets;

/// <summary>Asks a fleet service which devices there are. The token goes to the server that it is for, and over TLS or to this machine alone.</summary>
/// <param name="token">Where the token is, or null where the service wants none.</param>
/// <param name="folder">Where its file would begin.</param>
/// <param name="usesProxy">Whether it is asked through the proxy of the environment, if there is one.</param>
internal sealed class FleetService(GateToken? token, string folder, bool usesProxy) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = usesProxy })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Asks once.</summary>
    /// <param name="source">What is asked, for people.</param>
    /// <param name="address">What is asked.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<FleetAnswer> AskAsync(FleetAddress source, Uri address, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            return token is null || GateToken.MayGoTo(address) ? await GetAsync(source, address, limit.Token) : new FleetAnswer(null, $"{source}: its token is sent over https only");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new FleetAnswer(null, $"{source} did not answer in time");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new FleetAnswer(null, $"{source}: {ConnectionFailure.Describe(failure)}");
        }
        catch (NoAnswerException withoutToken)
        {
            return new FleetAnswer(null, $"{source}: {withoutToken.Message}");
        }
        catch (FormatException malformed)
        {
            return new FleetAnswer(null, $"{source} answered what cannot be used: {malformed.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<FleetAnswer> GetAsync(FleetAddress source, Uri address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Read(folder));
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            return new FleetAnswer(null, $"{source} answered {(int)response.StatusCode}");
        }

        await using var list = await response.Content.ReadAsStreamAsync(cancellation);
        return new FleetAnswer(await FleetList.ReadAsync(source.ToString(), list, cancellation));
    }
}
