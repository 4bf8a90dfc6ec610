namespace Slipway.Tuf.Sources;

/// <summary>How long a server is waited for (ATTACKS A4). Only the time spent waiting for it counts.</summary>
internal static class TransferLimits
{
    /// <summary>Without a single byte, or without the head of an answer.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    /// <summary>The time over which the rate is looked at.</summary>
    public static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(60);

    /// <summary>Bytes per second that must come, on average over a window.</summary>
    public const int MinimumRate = 1_000;

    /// <summary>Redirects that are followed for one request.</summary>
    public const int Redirects = 5;
}
