using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Slipway.Publishing.GitHub;

/// <summary>How long is waited, and for what: GitHub's limits count for all requests of a token, failures for one of them.</summary>
/// <param name="time">Measures.</param>
/// <param name="warn">Told of each wait.</param>
internal sealed class GitHubPatience(TimeProvider time, Action<string>? warn)
{
    /// <summary>How often a request is sent that fails.</summary>
    public const int Attempts = 5;

    // GitHub names an hour at most. A build that waits that long is better told to come again.
    private static readonly TimeSpan LongestWaiting = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SecondaryLimit = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private DateTimeOffset _notBefore;
    private TimeSpan _waiting;
    private int _secondary;

    /// <summary>Waits until a request may be sent.</summary>
    public async Task WaitForTurnAsync(CancellationToken cancellation)
    {
        while (Remaining() is { } wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellation);
        }
    }

    /// <summary>Reads from an answer whether a limit was reached. Then the next turn is later.</summary>
    /// <returns>Whether it was refused because of a limit and may be sent again.</returns>
    /// <exception cref="GitHubException"><see cref="GitHubFailure.RateLimited"/>: it would have to wait too long.</exception>
    public bool IsLimited(HttpResponseMessage answer, GitHubComplaint? complaint)
    {
        var isRefused = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests;
        if (RetryAfter(answer.Headers) is { } told && isRefused)
        {
            HoldFor(told);
            return true;
        }

        if (UntilReset(answer.Headers) is { } reset)
        {
            HoldFor(reset);
            return isRefused;
        }

        if (!isRefused || !(answer.StatusCode == HttpStatusCode.TooManyRequests || IsAboutSecondaryLimit(complaint)))
        {
            return false;
        }

        HoldFor(SecondaryLimit * (1 << Math.Min(_secondary++, 5)));
        return true;
    }

    /// <summary>Waits before the next attempt at something that failed: longer each time, and by chance not as long as others do.</summary>
    public async Task PauseAsync(int attempt, GitHubException failure, CancellationToken cancellation)
    {
        var longest = TimeSpan.FromSeconds(Math.Min(30, 1 << attempt));
        var wait = (longest / 2) + (longest / 2 * RandomNumberGenerator.GetInt32(1000) / 1000);
        warn?.Invoke($"{failure.Message} It is tried again in {wait.TotalSeconds:0.0} s.");
        await Task.Delay(wait, time, cancellation);
    }

    private TimeSpan? Remaining()
    {
        lock (_gate)
        {
            return _notBefore - time.GetUtcNow();
        }
    }

    private void HoldFor(TimeSpan wait)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var until = now + wait;
            var from = _notBefore > now ? _notBefore : now;
            if (until <= from)
            {
                return;
            }

            _waiting += until - from;
            if (_waiting > LongestWaiting)
            {
                throw new GitHubException(GitHubFailure.RateLimited, $"GitHub takes no more requests before {until:u}: a rate limit is reached.")
                {
                    Hint = "Run it again then.",
                };
            }

            _notBefore = until;
            warn?.Invoke($"GitHub takes no more requests before {until:u}: a rate limit is reached. Waiting {wait.TotalSeconds:0} s.");
        }
    }

    private static bool IsAboutSecondaryLimit(GitHubComplaint? complaint) =>
        complaint?.Message is { } text
        && (text.Contains("secondary rate limit", StringComparison.OrdinalIgnoreCase) || text.Contains("abuse detection", StringComparison.OrdinalIgnoreCase));

    private TimeSpan? RetryAfter(HttpResponseHeaders headers) =>
        headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date - (headers.Date ?? time.GetUtcNow()));

    /// <summary>By GitHub's own clock, and a second more, for it counts in whole ones.</summary>
    private TimeSpan? UntilReset(HttpResponseHeaders headers) =>
        Number(headers, "x-ratelimit-remaining") == 0 && Number(headers, "x-ratelimit-reset") is { } reset and > 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(reset) - (headers.Date ?? time.GetUtcNow()) + TimeSpan.FromSeconds(1)
            : null;

    private static long? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && long.TryParse(values.First(), out var number) ? number : null;
}
