using System.Net.Http.Headers;
using Slipway.Streams;

namespace Slipway.Publishing.GitHub;

/// <summary>Sends requests: with the token and only where it may go, no faster than GitHub allows, and again where that does no harm.</summary>
internal sealed class GitHubConnection : IDisposable
{
    private const string Version = "2022-11-28";
    private const int MaxRedirects = 3;
    private const int MaxAnswerBytes = 64 << 20;

    private readonly GitHubApi _api;
    private readonly string _token;
    private readonly HttpClient _http;

    /// <param name="api">The GitHub.</param>
    /// <param name="token">Its token.</param>
    /// <param name="patience">Says when to wait.</param>
    /// <param name="handler">What carries the requests, or null for the network.</param>
    public GitHubConnection(GitHubApi api, string token, GitHubPatience patience, HttpMessageHandler? handler = null)
    {
        _api = api;
        _token = token;
        Patience = patience;
#pragma warning disable CA2000 // The client disposes of it.
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(20) })
#pragma warning restore CA2000
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <summary>For whoever repeats what is not repeated here.</summary>
    public GitHubPatience Patience { get; }

    /// <summary>For how long nothing may move before a request is given up.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Sends a request to the API or its uploads, and returns an answer that is no refusal.</summary>
    /// <exception cref="GitHubException">It is one, or none came.</exception>
    public async Task<GitHubAnswer> SendAsync(GitHubRequest request, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendWhenAllowedAsync(request, cancellation);
            }
            catch (GitHubException failed) when (failed.Failure == GitHubFailure.Unavailable && request.IsRepeatable && attempt < GitHubPatience.Attempts)
            {
                await Patience.PauseAsync(attempt, failed, cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<GitHubAnswer> SendWhenAllowedAsync(GitHubRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            await Patience.WaitForTurnAsync(cancellation);
            var answer = await SendOnceAsync(request, cancellation);
            var complaint = answer.IsSuccess ? null : GitHubComplaint.Parse(answer.Body);
            var isLimited = Patience.IsLimited(answer.Message, complaint);
            if (complaint is null || (complaint.IsAlreadyThere && request.MayBeThere))
            {
                return answer;
            }

            if (!isLimited)
            {
                throw GitHubRefusal.Of(request, answer.Message.StatusCode, complaint, _token);
            }
        }
    }

    private async Task<GitHubAnswer> SendOnceAsync(GitHubRequest request, CancellationToken cancellation)
    {
        using var watch = new IdleWatch(IdleTimeout, cancellation);
        try
        {
            var address = request.Address;
            for (var redirects = 0; ; redirects++)
            {
                var response = await SendAsync(request, address, watch);
                if (response.Headers.Location is not { } location || (int)response.StatusCode is < 300 or > 399)
                {
                    return await GitHubAnswer.ReadAsync(response, response.IsSuccessStatusCode ? request.Destination : null, watch);
                }

                response.Dispose();
                address = Follow(request, new Uri(address, location), redirects);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && watch.IsOver))
        {
            var what = failure is OperationCanceledException ? $"nothing moved for {IdleTimeout.TotalSeconds:0} s" : ConnectionFailure.Describe(failure);
            throw new GitHubException(GitHubFailure.Unavailable, $"GitHub ({_api}) cannot be reached, or broke off: {what}.", failure);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(GitHubRequest request, Uri address, IdleWatch watch)
    {
        using var message = new HttpRequestMessage(request.Method, address);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("slipway", typeof(GitHubConnection).Assembly.GetName().Version!.ToString(3)));
        message.Headers.Accept.ParseAdd(request.Destination is null ? "application/vnd.github+json" : "application/octet-stream");
        if (_api.Has(address) || _api.HasUpload(address))
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            message.Headers.Add("X-GitHub-Api-Version", Version);
        }

        message.Content = request.Body?.Invoke();
        (message.Content as IWatchedContent)?.WatchWith(watch);
        return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, watch.Token);
    }

    /// <summary>A repository that was renamed is elsewhere in the same API. The bytes of an asset are elsewhere altogether, where the token does not go.</summary>
    private Uri Follow(GitHubRequest request, Uri to, int redirects)
    {
        var mayLeave = request.Destination is not null && (to.Scheme == Uri.UriSchemeHttps || to.IsLoopback);
        return redirects < MaxRedirects && (_api.Has(to) || mayLeave)
            ? to
            : throw new GitHubException(GitHubFailure.AnswerInvalid, $"GitHub ({_api}) leads to {to.GetLeftPart(UriPartial.Path)}, which is not followed: expected an address of its own.")
            {
                Hint = "If the repository was renamed, use its new name.",
            };
    }
}
