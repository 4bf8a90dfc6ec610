using Slipway.Agent.Device;
using Slipway.Agent.Health;
using Slipway.Agent.Hooks;
using Slipway.Agent.Services;
using Slipway.Bundles;
using Slipway.Health;
using Slipway.Reports;

namespace Slipway.Agent.Updates;

/// <summary>Watches a version that has just gone on the air, and says that it may stay or rolls it back.</summary>
public sealed class Trial(
    DeviceLayout layout, DeviceConfiguration configuration, IServiceControl service, IHealthProbe probe, UpdateHooks hooks, Rollback rollback, StepLog log, TimeProvider clock)
{
    // Also where slow flushes have used up the deadline: a restart or a hook that gets no time at all is no trial.
    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(1);

    // A machine that shuts down stops the agent's children and the product at the same moment as the agent, which may see their end first.
    private static readonly TimeSpan StopNotice = TimeSpan.FromMilliseconds(50);

    // Longer than it takes from the first unit that stops to the signal for the agent.
    private static readonly TimeSpan PatienceWithShutdown = TimeSpan.FromSeconds(10);

    private readonly Journal _journal = new(layout);

    /// <summary>The contract that a release is held to here; null where nothing is started that could be asked.</summary>
    public HealthContract? ContractFor(Manifest manifest) =>
        service.IsPresent ? configuration.Health ?? manifest.Health ?? HealthContract.Default : null;

    /// <summary>The conditions that are out of bounds before the switch; none when the running version says nothing.</summary>
    public async Task<IReadOnlyList<HealthCondition>> TakeBaselineAsync(HealthContract? contract, CancellationToken cancellation)
    {
        if (contract?.Url is not { } url)
        {
            return [];
        }

        var answer = await probe.AskAsync(url, Probation.LongestQuestion, cancellation);
        return answer.Document is { } document ? contract.FindExcused(document) : [];
    }

    /// <summary>Restarts the service and watches it; returns when it may stay.</summary>
    /// <remarks>
    /// A trial that goes on in the same boot, with the service started, is measured from the swap and restarts nothing: an agent that dies buys a bad release no time.
    /// After a reboot the service has to start anew, and so does the deadline; how many trials there are is bounded.
    /// </remarks>
    /// <param name="entry">The switch, whose links have moved.</param>
    /// <param name="contract">What it is held to, or null.</param>
    /// <param name="cancellation">Stops watching; the next start watches again.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.HealthRolledBack"/>: the version before runs again.</exception>
    public async Task<JournalEntry> RunAsync(JournalEntry entry, HealthContract? contract, CancellationToken cancellation)
    {
        var isFirst = entry.Attempts == 0;
        var since = isFirst || entry.IsStarted ? entry.OnAirSince?.ToTimestamp(clock) : null;
        var swappedAt = since ?? clock.GetTimestamp();
        var onTrial = entry.Counted() with
        {
            Phase = JournalPhase.Probation,
            OnAirSince = BootInstant.Of(clock, swappedAt),
            IsStarted = entry.IsStarted && since is not null,
        };
        await RecordAsync(entry, onTrial, cancellation);
        var verdict = await JudgeAsync(onTrial, contract, swappedAt, cancellation);
        if (verdict.IsHealthy)
        {
            log.Say(contract is null ? verdict.Explanation : $"{verdict.Explanation} after {clock.GetElapsedTime(swappedAt).TotalSeconds:0.0} s");
            return onTrial;
        }

        var reason = LogExcerpt.Sentence(verdict.Explanation);
        log.Say($"not healthy: {reason}");
        await WaitForShutdownAsync(cancellation);

        // From here on there is one way, back, and interrupting it would only keep the bad release on the air.
        throw (await rollback.RunAsync(onTrial with { Reason = reason }, CancellationToken.None)).ToRefusal();
    }

    /// <summary>A machine that goes down stops the product, and refuses to start it: no verdict about the release. The agent is stopped as well, and the next boot tries again.</summary>
    private async Task WaitForShutdownAsync(CancellationToken cancellation)
    {
        await Task.Delay(StopNotice, clock, cancellation);
        if (await service.IsMachineGoingDownAsync(cancellation))
        {
            log.Say("the machine is going down: nothing is decided now");
            await Task.Delay(PatienceWithShutdown, clock, cancellation);
        }
    }

    /// <summary>Counts a trial before anything else is done for it: a release that takes the device down may not leave the time for more.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.HealthRolledBack"/>: it could not be counted.</exception>
    public Task CountAsync(JournalEntry entry)
    {
        var isOfThisBoot = entry.OnAirSince?.ToTimestamp(clock) is not null;
        var counted = entry.Counted() with
        {
            Phase = JournalPhase.Probation,
            OnAirSince = isOfThisBoot ? entry.OnAirSince : BootInstant.Of(clock, clock.GetTimestamp()),
            IsStarted = entry.IsStarted && isOfThisBoot,
        };
        return RecordAsync(entry, counted, CancellationToken.None);
    }

    /// <summary>Whatever keeps it from being watched is a bad verdict: nobody else would ever take it off the air.</summary>
    private async Task<Verdict> JudgeAsync(JournalEntry entry, HealthContract? contract, long swappedAt, CancellationToken cancellation)
    {
        try
        {
            return await PrepareAsync(entry, contract, swappedAt, cancellation)
                ?? (contract is null ? new Verdict(IsHealthy: true, "nothing to start here") : await WatchAsync(entry, contract, swappedAt, cancellation));
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return new Verdict(IsHealthy: false, $"it could not be watched: {failure.Message.TrimEnd('.')}");
        }
    }

    /// <summary>A probation that cannot be counted must not begin: the links have moved, and nothing would ever take the version off the air.</summary>
    private async Task RecordAsync(JournalEntry entry, JournalEntry onTrial, CancellationToken cancellation)
    {
        try
        {
            await _journal.WriteAsync(onTrial, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var back = onTrial with { IsUntried = entry.Attempts == 0, Reason = $"its probation could not be written down: {failure.Message.TrimEnd('.')}" };
            throw (await rollback.RunAsync(back, CancellationToken.None)).ToRefusal();
        }
    }

    /// <summary>The version's own preparation, which is part of its trial. Null: it is ready to be started, or was started before.</summary>
    private async Task<Verdict?> PrepareAsync(JournalEntry entry, HealthContract? contract, long swappedAt, CancellationToken cancellation)
    {
        if (entry.IsStarted)
        {
            return null;
        }

        TimeSpan? limit = contract is null ? null : Left(contract, swappedAt);
        return await hooks.RunPostSwapAsync(entry, limit, cancellation) is { } failure ? new Verdict(IsHealthy: false, failure) : null;
    }

    private async Task<Verdict> WatchAsync(JournalEntry entry, HealthContract contract, long swappedAt, CancellationToken cancellation)
    {
        if (!entry.IsStarted)
        {
            try
            {
                // Not to be stopped half-way: the product would be down until the next run.
                await service.RestartAsync(entry.To, Left(contract, swappedAt), CancellationToken.None);
                log.Say("service restarted");
            }
            catch (DeviceException failure) when (failure.Failure == DeviceFailure.Service)
            {
                return new Verdict(IsHealthy: false, failure.Message);
            }

            await NoteStartAsync(entry, CancellationToken.None);
        }

        return await new Probation(contract, ChecksFor(entry, contract), clock).WatchAsync(swappedAt, cancellation);
    }

    /// <summary>Without this note the next start restarts the service once more: that is no reason to give up the update.</summary>
    private async Task NoteStartAsync(JournalEntry entry, CancellationToken cancellation)
    {
        try
        {
            await _journal.WriteAsync(entry with { IsStarted = true }, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Say($"not written down: {failure.Message}");
        }
    }

    private List<IHealthCheck> ChecksFor(JournalEntry entry, HealthContract contract)
    {
        List<IHealthCheck> checks = [];
        if (contract.Url is not null)
        {
            checks.Add(new HttpCheck(contract, probe, entry.Excused));
        }

        if (!contract.Command.IsEmpty)
        {
            checks.Add(new CommandCheck(contract.Command, layout, entry.To));
        }

        if (contract.Unit is { } unit)
        {
            checks.Add(new UnitCheck(new Systemctl(), unit, mustBeActive: true));
        }

        if (service.Watch() is { } alive)
        {
            checks.Add(alive);
        }

        return checks;
    }

    private TimeSpan Left(HealthContract contract, long swappedAt) =>
        contract.Deadline - clock.GetElapsedTime(swappedAt) is var left && left > ShortestStep ? left : ShortestStep;
}
