using Slipway.Agent.Updates;
using Slipway.Health;

namespace Slipway.Agent.Health;

/// <summary>Asks the service for its health document and holds the contract's conditions against it.</summary>
/// <param name="contract">The contract; it names an address.</param>
/// <param name="probe">Asks.</param>
/// <param name="excused">What was out of bounds before the switch.</param>
public sealed class HttpCheck(HealthContract contract, IHealthProbe probe, IReadOnlyList<HealthCondition> excused) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<Verdict> AskAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var answer = await probe.AskAsync(contract.Url!, patience, cancellation);
        if (!answer.IsSuccess || (answer.Document is null && contract.Conditions.Length > 0))
        {
            return new Verdict(IsHealthy: false, answer.Explanation);
        }

        var results = answer.Document is { } document ? contract.Evaluate(document) : [];
        var blamed = HealthContract.Blame(results, excused);
        if (blamed.Count > 0)
        {
            return new Verdict(IsHealthy: false, string.Join(", ", blamed));
        }

        var tolerated = string.Join(", ", results.Where(result => !result.Holds));
        return new Verdict(IsHealthy: true, tolerated.Length == 0 ? "healthy" : $"healthy; out of bounds before the update, too: {tolerated}");
    }
}
