using Slipway.Agent.Device;
using Slipway.Agent.Hooks;
using Slipway.Agent.Strategies;
using Slipway.Bundles;

namespace Slipway.Agent.Updates;

/// <summary>Finishes or undoes what the journal says was interrupted, before anything new is begun.</summary>
public sealed class Recovery(DeviceLayout layout, Trial trial, Commit commit, Rollback rollback, UpdateHooks hooks, StepLog log, TimeProvider clock)
{
    /// <summary>How many probations may be interrupted: a release that takes the device down with it never comes to a verdict.</summary>
    public const int MaxAttempts = 3;

    private readonly InstalledVersions _installed = new(layout);
    private readonly Journal _journal = new(layout);

    /// <summary>Brings the device back to a state without a journal.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.HealthRolledBack"/>: an interrupted update was rolled back.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (_journal.Read() is not { } entry)
        {
            return;
        }

        log.Say($"an update to {entry.To.Version} was interrupted ({entry.Phase})");

        // Only a rollback moves current away during a probation: one that could not be written down.
        if (entry.Phase == JournalPhase.RollingBack || (entry.Phase == JournalPhase.Probation && _installed.Current != entry.To))
        {
            throw (await rollback.RunAsync(entry with { Reason = entry.Reason ?? "its way back was interrupted" }, swappedAt: null, cancellation)).ToRefusal();
        }

        if (_installed.Current != entry.To)
        {
            var strategy = new ApplyStrategies(layout).Of(entry);
            strategy.RestoreCurrent(entry);
            strategy.RestorePrevious(entry);
            _journal.Clear();
            log.Say($"undone: {entry.From?.Version.ToString() ?? "nothing"} runs as before");
            return;
        }

        await FinishAsync(entry, cancellation);
    }

    private async Task FinishAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.Attempts >= MaxAttempts)
        {
            throw (await rollback.RunAsync(entry with { Reason = $"its probation was interrupted {entry.Attempts} times" }, swappedAt: null, cancellation)).ToRefusal();
        }

        var verified = await VerifyAsync(entry, cancellation);
        hooks.Admit(entry.To, verified.Manifest);
        await trial.RunAsync(entry, trial.ContractFor(verified.Manifest), clock.GetTimestamp(), cancellation);
        await commit.RunAsync(entry, pinned: null, cancellation);
    }

    /// <summary>A tree that cannot be verified is not put on trial, whatever keeps it from being verified: waiting would not mend it.</summary>
    private async Task<VerifiedManifest> VerifyAsync(JournalEntry entry, CancellationToken cancellation)
    {
        try
        {
            return await _installed.VerifyAsync(entry.To, progress: null, cancellation);
        }
        catch (Exception damaged) when (damaged is SlipwayException or IOException or UnauthorizedAccessException)
        {
            throw (await rollback.RunAsync(entry with { Reason = $"it was damaged when its update was interrupted: {damaged.Message.TrimEnd('.')}" }, swappedAt: null, cancellation)).ToRefusal();
        }
    }
}
