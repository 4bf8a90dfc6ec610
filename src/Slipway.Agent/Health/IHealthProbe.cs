namespace Slipway.Agent.Health;

/// <summary>Asks a service how it is.</summary>
public interface IHealthProbe
{
    /// <summary>Asks once. No answer is an answer, too: this never throws but for <paramref name="cancellation"/>.</summary>
    Task<ProbeAnswer> AskAsync(Uri address, TimeSpan timeout, CancellationToken cancellation);
}
