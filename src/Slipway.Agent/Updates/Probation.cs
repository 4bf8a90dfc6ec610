using Slipway.Agent.Health;
using Slipway.Health;

namespace Slipway.Agent.Updates;

/// <summary>Watches a new version from the swap until it has satisfied its health contract, has died, or its deadline has passed.</summary>
/// <param name="contract">How long, and how often it is asked.</param>
/// <param name="checks">What is asked each time. All have to hold.</param>
/// <param name="clock">The time.</param>
public sealed class Probation(HealthContract contract, IReadOnlyList<IHealthCheck> checks, TimeProvider clock)
{
    /// <summary>How often in a row the service has to be healthy: once could be the process that is being replaced.</summary>
    public const int RequiredAnswers = 2;

    /// <summary>How long one question may take.</summary>
    public static readonly TimeSpan LongestQuestion = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ShortestQuestion = TimeSpan.FromSeconds(1);

    /// <summary>Asks until the service has been healthy <see cref="RequiredAnswers"/> times in a row, a check knows the end of it, or the deadline has passed.</summary>
    /// <param name="swappedAt">When the version went on the air, by the clock's timestamp.</param>
    /// <param name="cancellation">Stops watching, without a verdict.</param>
    public async Task<Verdict> WatchAsync(long swappedAt, CancellationToken cancellation)
    {
        var healthyAnswers = 0;
        Verdict last;
        do
        {
            // Asked at least once: a restart that took all the time may still have succeeded.
            var patience = Shorter(LongestQuestion, Longer(Left(swappedAt), ShortestQuestion));
            last = Combine(await Task.WhenAll(checks.Select(check => check.AskAsync(patience, cancellation))));
            healthyAnswers = last.IsHealthy ? healthyAnswers + 1 : 0;
            if (healthyAnswers == RequiredAnswers || last.IsFinal)
            {
                return last;
            }

            await Task.Delay(Shorter(contract.Interval, Left(swappedAt)), clock, cancellation);
        }
        while (Left(swappedAt) > TimeSpan.Zero);

        return last with { Explanation = $"{last.Explanation} (deadline {contract.Deadline.TotalSeconds:0} s)" };
    }

    private static Verdict Combine(Verdict[] answers)
    {
        var bad = answers.Where(answer => !answer.IsHealthy).ToArray();
        var told = bad.Length > 0 ? bad : answers.Where(answer => answer.Explanation != "healthy").DefaultIfEmpty(answers[0]);
        return new Verdict(bad.Length == 0, string.Join("; ", told.Select(answer => answer.Explanation))) { IsFinal = bad.Any(answer => answer.IsFinal) };
    }

    private TimeSpan Left(long swappedAt) => contract.Deadline - clock.GetElapsedTime(swappedAt) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
