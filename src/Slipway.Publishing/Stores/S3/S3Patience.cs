namespace Slipway.Publishing.Stores.S3;

/// <summary>How often and how long a server is tried.</summary>
/// <param name="Attempts">Attempts of one request.</param>
/// <param name="FirstPause">The longest pause after the first attempt; it doubles with each one.</param>
/// <param name="LongestPause">What it never exceeds.</param>
/// <param name="Answer">How long an answer may take, besides the time for the content.</param>
internal sealed record S3Patience(int Attempts, TimeSpan FirstPause, TimeSpan LongestPause, TimeSpan Answer)
{
    /// <summary>A server that is slow or restarts is waited for; one that is gone is noticed within a minute or so.</summary>
    public static S3Patience Default { get; } = new(8, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));

    // 64 KiB/s: whoever is slower would take half an hour for 110 MB.
    private const double SlowestBytesPerSecond = 64 * 1024;

    /// <summary>How long one attempt may take that moves <paramref name="length"/> bytes.</summary>
    public TimeSpan OfAttempt(long length) => Answer + TimeSpan.FromSeconds(length / SlowestBytesPerSecond);

    /// <summary>The longest pause after an attempt, the first one being 1.</summary>
    public TimeSpan LongestPauseAfter(int attempt) => TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempt - 1, 20)));
}
