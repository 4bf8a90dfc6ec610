using System.Security.Cryptography;

namespace Slipway.Tuf;

/// <summary>How a transfer that failed is begun again: after a wait that grows, and that chance shortens, so that a fleet whose server failed does not come back at once.</summary>
public sealed class RetryPolicy
{
    /// <summary>How often a file of metadata is asked for, or an offer.</summary>
    internal const int MetadataAttempts = 3;

    /// <summary>How often in a row a payload is asked for without getting on.</summary>
    internal const int PayloadAttempts = 5;

    /// <summary>The longest first wait; each further one may be twice as long.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a server can ask for. Whoever asks for more is not asked again in this run.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly TimeProvider? _time;
    private readonly Action<DeviceException, TimeSpan>? _announce;

    private RetryPolicy()
    {
    }

    /// <param name="time">Measures the waits.</param>
    /// <param name="announce">Is told what failed, and how long is waited; may be null.</param>
    public RetryPolicy(TimeProvider time, Action<DeviceException, TimeSpan>? announce)
    {
        _time = time;
        _announce = announce;
    }

    /// <summary>The first failure is the last.</summary>
    public static RetryPolicy None { get; } = new();

    /// <summary>Runs a transfer until it succeeds, is refused, or has failed too often.</summary>
    /// <param name="transfer">Can be begun again; changes nothing that counts when it throws.</param>
    /// <param name="attempts">How often in a row it may fail.</param>
    /// <param name="hasAdvanced">Whether a failed attempt got on nevertheless: then the count begins again.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="DeviceException">The last failure, which says how many there were; or one that asking again would not mend.</exception>
    internal async Task<T> RunAsync<T>(Func<Task<T>> transfer, int attempts, Func<bool> hasAdvanced, CancellationToken cancellation)
    {
        for (var (failed, total) = (0, 1); ; total++)
        {
            try
            {
                return await transfer();
            }
            catch (DeviceException cut) when (_time is not null && cut is { IsTransport: true, IsFinal: false } && !(cut.RetryAfter > LongestPause))
            {
                failed = hasAdvanced() ? 1 : failed + 1;
                if (failed >= attempts)
                {
                    throw new DeviceException(cut.Failure, $"{cut.Message} It was tried {total} times.", cut) { Hint = cut.Hint };
                }

                var delay = DelayAfter(failed);
                delay = cut.RetryAfter > delay ? cut.RetryAfter.Value : delay;
                _announce?.Invoke(cut, delay);
                await Task.Delay(delay, _time, cancellation);
            }
        }
    }

    private static TimeSpan DelayAfter(int failed)
    {
        var longest = Math.Min(LongestDelay.TotalMilliseconds, FirstDelay.TotalMilliseconds * Math.Pow(2, failed - 1));
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)longest + 1));
    }
}
