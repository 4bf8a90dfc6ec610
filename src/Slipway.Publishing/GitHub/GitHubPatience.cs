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
    private DateTimeOffset _waitedUntil;
    private TimeSpan _waiting;
    private int _secondary;

    /// <summary>Waits until a request may be sent.</summary>
    /// <exception cref="GitHubException"><see cref="GitHubFailure.RateLimited"/>: it would have to wait too long.</exception>
    public async Task WaitForTurnAsync(CancellationToken cancellation)
    {
        while (NextWait() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellation);
        }
    }

    /// <summary>Reads from an answer whether a limit was reached. Then the next turn is later.</summary>
    /// <returns>Whether it was refused because of a limit and may be sent again.</returns>
    public bool IsLimited(HttpResponseMessage answer, GitHubComplaint? complaint)
    {
        var isRefused = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests;
        var retry = isRefused ? RetryAfter(answer.Headers) : null;
        var told = retry ?? UntilReset(answer.Headers);
        if (told > TimeSpan.Zero)
        {
            HoldFor(told.Value);
            return isRefused;
        }

        // A time that is over, and a refusal nevertheless: that is no time to come again at once.
        if (!isRefused || !(told is not null || answer.StatusCode == HttpStatusCode.TooManyRequests || IsAboutSecondaryLimit(complaint)))
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

    /// <summary>What is left to wait. Requests that wait at the same time wait once.</summary>
    private TimeSpan NextWait()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var from = _waitedUntil > now ? _waitedUntil : now;
            if (_notBefore > from)
            {
                BeginWaiting(_notBefore - from);
            }

            return _notBefore - now;
        }
    }

    private void BeginWaiting(TimeSpan wait)
    {
        _waiting += wait;
        var told = $"GitHub takes no more requests before {_notBefore:u}: a rate limit is reached.";
        if (_waiting > LongestWaiting)
        {
            throw new GitHubException(GitHubFailure.RateLimited, told) { Hint = "Run it again then." };
        }

        _waitedUntil = _notBefore;
        warn?.Invoke($"{told} Waiting {wait.TotalSeconds:0} s.");
    }

    private void HoldFor(TimeSpan wait)
    {
        lock (_gate)
        {
            var until = time.GetUtcNow() + wait;
            _notBefore = until > _notBefore ? until : _notBefore;
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
