using Slipway.Agent.Updates;

namespace Slipway.Agent.Health;

/// <summary>One thing that has to hold while a new version is on probation.</summary>
public interface IHealthCheck
{
    /// <summary>Asks once. No answer is an answer, too: this never throws but for <paramref name="cancellation"/>.</summary>
    /// <param name="patience">How long the asking may take.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<Verdict> AskAsync(TimeSpan patience, CancellationToken cancellation);
}
