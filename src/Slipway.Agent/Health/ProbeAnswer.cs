using Slipway.Health;

namespace Slipway.Agent.Health;

/// <summary>What came of asking a service once.</summary>
/// <param name="IsSuccess">Whether it answered with a 2xx status.</param>
/// <param name="Document">What it said of itself; null when that was no JSON object, or too long.</param>
/// <param name="Explanation">What happened, for a person.</param>
public sealed record ProbeAnswer(bool IsSuccess, HealthDocument? Document, string Explanation);
