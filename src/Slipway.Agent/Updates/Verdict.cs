namespace Slipway.Agent.Updates;

/// <summary>Whether a new version may stay.</summary>
/// <param name="IsHealthy">Whether it satisfied its contract in time.</param>
/// <param name="Explanation">What was found, for a person and for the report.</param>
public sealed record Verdict(bool IsHealthy, string Explanation)
{
    /// <summary>Whether waiting for the deadline would change nothing.</summary>
    public bool IsFinal { get; init; }
}
