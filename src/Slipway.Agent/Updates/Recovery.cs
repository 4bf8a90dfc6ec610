using Slipway.Agent.Device;
using Slipway.Agent.Hooks;
using Slipway.Agent.Strategies;
using Slipway.Bundles;

namespace Slipway.Agent.Updates;

/// <summary>Finishes or undoes what the journal says was interrupted, before anything new is begun.</summary>
public sealed class Recovery(DeviceLayout layout, DeviceConfiguration configuration, Trial trial, Commit commit, Rollback rollback, UpdateHooks hooks, StepLog log)
{
    private readonly InstalledVersions _installed = new(layout);
    private readonly Journal _journal = new(layout);

    /// <summary>Brings the device back to a state without a journal.</summary>
    /// <returns>Whether anything was interrupted.</returns>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.HealthRolledBack"/>: an interrupted update was rolled back.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (await ReadAsync(cancellation) is not { } entry)
        {
            return false;
        }

        log.Say($"an update to {entry.To.Version} was interrupted ({entry.Phase})");
        await (entry.Phase switch
        {
            JournalPhase.Committing => commit.RunAsync(entry, cancellation),
            JournalPhase.RollingBack => GoBackAsync(entry, entry.Reason ?? "its way back was interrupted"),
            _ when _installed.Current == entry.To => FinishAsync(entry, cancellation),

            // Only a rollback moves current away during a probation: one that could not be written down.
            JournalPhase.Probation => GoBackAsync(entry, entry.Reason ?? "its way back was interrupted"),
            _ => UndoAsync(entry),
        });
        return true;
    }

    private async Task<JournalEntry?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return _journal.Read();
        }
        catch (Exception damaged) when (damaged is DeviceException { Failure: DeviceFailure.State } or IOException)
        {
            log.Say($"{damaged.Message} What the links name is taken for what was being tried.");
            return await SalvageAsync(cancellation);
        }
    }

    /// <summary>
    /// Without a journal nobody knows whether what runs was on probation. Where there is a version to go back to it is put on probation (again); where there is
    /// none, no verdict could change anything.
    /// </summary>
    private async Task<JournalEntry?> SalvageAsync(CancellationToken cancellation)
    {
        _journal.SetAside();
        if (_installed.Current is not { } current || _installed.Previous is not { } previous || current == previous || _installed.DigestOf(current) is not { } digest)
        {
            return null;
        }

        var entry = new JournalEntry(JournalPhase.Probation, previous, current, PreviousBefore: null, digest);
        await _journal.WriteAsync(entry, cancellation);
        return entry;
    }

    private Task UndoAsync(JournalEntry entry)
    {
        var strategy = new ApplyStrategies(layout).Of(entry);
        strategy.RestoreCurrent(entry);
        strategy.RestorePrevious(entry);
        _journal.Clear();
        log.Say($"undone: {entry.From?.Version.ToString() ?? "nothing"} runs as before");
        return Task.CompletedTask;
    }

    /// <summary>Interrupting it would only keep the bad release on the air, or leave the product stopped.</summary>
    private async Task GoBackAsync(JournalEntry entry, string reason) =>
        throw (await rollback.RunAsync(entry with { Reason = reason }, CancellationToken.None)).ToRefusal();

    private async Task FinishAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.Counted().Attempts > configuration.MaxAttempts)
        {
            await GoBackAsync(entry, $"its probation was interrupted {entry.Attempts} times");
        }

        await trial.CountAsync(entry);
        var verified = await VerifyAsync(entry, cancellation);
        hooks.Admit(entry.To, verified.Manifest);
        var tried = await trial.RunAsync(entry, trial.ContractFor(verified.Manifest), cancellation);
        await commit.RunAsync(tried, cancellation);
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
            await GoBackAsync(entry, $"it was damaged when its update was interrupted: {damaged.Message.TrimEnd('.')}");
            throw;
        }
    }
}
