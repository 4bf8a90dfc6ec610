using Slipway.Agent.Health;
using Slipway.Health;

namespace Slipway.Agent.Updates;

/// <summary>Watches a new version from the swap until it has satisfied its health contract, or its deadline has passed.</summary>
public sealed class Probation(HealthContract contract, IHealthProbe probe, TimeProvider clock)
{
    /// <summary>How often in a row the service has to be healthy: once could be the process that is being replaced.</summary>
    public const int RequiredAnswers = 2;

    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ShortestRequest = TimeSpan.FromSeconds(1);

    /// <summary>The conditions that are out of bounds before the update; none when the running version says nothing.</summary>
    public async Task<IReadOnlyList<HealthCondition>> TakeBaselineAsync(CancellationToken cancellation)
    {
        var answer = await probe.AskAsync(contract.Url, LongestRequest, cancellation);
        return answer.Document is { } document ? contract.FindExcused(document) : [];
    }

    /// <summary>Asks until the service has been healthy <see cref="RequiredAnswers"/> times in a row, or the deadline has passed.</summary>
    /// <param name="swappedAt">When the version went on the air, by the clock's timestamp.</param>
    /// <param name="excused">What <see cref="TakeBaselineAsync"/> found.</param>
    /// <param name="cancellation">Stops watching, without a verdict.</param>
    public async Task<Verdict> WatchAsync(long swappedAt, IReadOnlyList<HealthCondition> excused, CancellationToken cancellation)
    {
        var healthyAnswers = 0;
        Verdict last;
        do
        {
            // Asked at least once: a restart that took all the time may still have succeeded.
            var patience = Shorter(LongestRequest, Longer(Left(swappedAt), ShortestRequest));
            last = Judge(await probe.AskAsync(contract.Url, patience, cancellation), excused);
            healthyAnswers = last.IsHealthy ? healthyAnswers + 1 : 0;
            if (healthyAnswers == RequiredAnswers)
            {
                return last;
            }

            await Task.Delay(Shorter(contract.Interval, Left(swappedAt)), clock, cancellation);
        }
        while (Left(swappedAt) > TimeSpan.Zero);

        return last with { Explanation = $"{last.Explanation} (deadline {contract.Deadline.TotalSeconds:0} s)" };
    }

    private Verdict Judge(ProbeAnswer answer, IReadOnlyList<HealthCondition> excused)
    {
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

    private TimeSpan Left(long swappedAt) => contract.Deadline - clock.GetElapsedTime(swappedAt) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
