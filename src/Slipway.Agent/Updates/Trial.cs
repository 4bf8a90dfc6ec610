using Slipway.Agent.Device;
using Slipway.Agent.Health;
using Slipway.Agent.Hooks;
using Slipway.Agent.Services;
using Slipway.Bundles;
using Slipway.Health;

namespace Slipway.Agent.Updates;

/// <summary>Runs a version that has just gone on the air, and commits it or rolls it back.</summary>
public sealed class Trial(
    DeviceLayout layout, DeviceConfiguration configuration, IServiceControl service, IHealthProbe probe, UpdateHooks hooks, Rollback rollback, StepLog log, TimeProvider clock)
{
    // Also where slow flushes have used up the deadline: a restart or a hook that gets no time at all is no trial.
    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(1);

    private readonly Journal _journal = new(layout);

    /// <summary>The contract that a release is held to here; null where nothing is started that could be asked.</summary>
    public HealthContract? ContractFor(Manifest manifest) =>
        service.IsPresent ? configuration.Health ?? manifest.Health ?? HealthContract.Default : null;

    /// <summary>What is out of bounds before the switch.</summary>
    public async Task<IReadOnlyList<HealthCondition>> TakeBaselineAsync(HealthContract? contract, CancellationToken cancellation) =>
        contract is null ? [] : await new Probation(contract, probe, clock).TakeBaselineAsync(cancellation);

    /// <summary>Restarts the service, watches it, and commits or rolls back.</summary>
    /// <param name="entry">The switch, whose links have moved.</param>
    /// <param name="contract">What it is held to, or null.</param>
    /// <param name="swappedAt">When the links moved, by the clock's timestamp.</param>
    /// <param name="cancellation">Stops watching; the next start watches again.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.HealthRolledBack"/>: the version before runs again.</exception>
    public async Task RunAsync(JournalEntry entry, HealthContract? contract, long swappedAt, CancellationToken cancellation)
    {
        var onTrial = entry with { Phase = JournalPhase.Probation, Attempts = entry.Attempts + 1 };
        await RecordAsync(entry, onTrial, swappedAt, cancellation);
        var verdict =
            await PrepareAsync(onTrial, contract, swappedAt, cancellation)
            ?? (contract is null ? new Verdict(IsHealthy: true, "nothing to start here") : await WatchAsync(onTrial, contract, swappedAt, cancellation));
        if (verdict.IsHealthy)
        {
            log.Say(contract is null ? verdict.Explanation : $"{verdict.Explanation} after {clock.GetElapsedTime(swappedAt).TotalSeconds:0.0} s");
            return;
        }

        log.Say($"not healthy: {verdict.Explanation}");

        // From here on there is one way, back, and interrupting it would only keep the bad release on the air.
        throw (await rollback.RunAsync(onTrial with { Reason = verdict.Explanation }, swappedAt, CancellationToken.None)).ToRefusal();
    }

    /// <summary>A probation that cannot be counted must not begin: the links have moved, and nothing would ever take the version off the air.</summary>
    private async Task RecordAsync(JournalEntry entry, JournalEntry onTrial, long swappedAt, CancellationToken cancellation)
    {
        try
        {
            await _journal.WriteAsync(onTrial, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var back = onTrial with { IsUntried = entry.Attempts == 0, Reason = $"its probation could not be written down: {failure.Message.TrimEnd('.')}" };
            throw (await rollback.RunAsync(back, swappedAt, CancellationToken.None)).ToRefusal();
        }
    }

    /// <summary>The version's own preparation, which is part of its trial. Null: it is ready to be started.</summary>
    private async Task<Verdict?> PrepareAsync(JournalEntry entry, HealthContract? contract, long swappedAt, CancellationToken cancellation)
    {
        TimeSpan? limit = contract is null ? null : Left(contract, swappedAt);
        return await hooks.RunPostSwapAsync(entry, limit, cancellation) is { } failure ? new Verdict(IsHealthy: false, failure) : null;
    }

    private async Task<Verdict> WatchAsync(JournalEntry entry, HealthContract contract, long swappedAt, CancellationToken cancellation)
    {
        try
        {
            await service.RestartAsync(entry.To, Left(contract, swappedAt), cancellation);
            log.Say("service restarted");
        }
        catch (DeviceException failure) when (failure.Failure == DeviceFailure.Service)
        {
            return new Verdict(IsHealthy: false, failure.Message);
        }

        return await new Probation(contract, probe, clock).WatchAsync(swappedAt, entry.Excused, cancellation);
    }

    private TimeSpan Left(HealthContract contract, long swappedAt) =>
        contract.Deadline - clock.GetElapsedTime(swappedAt) is var left && left > ShortestStep ? left : ShortestStep;
}
