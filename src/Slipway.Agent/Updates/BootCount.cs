using Slipway.Agent.Device;
using Slipway.Agent.Strategies;
using Slipway.Storage;

namespace Slipway.Agent.Updates;

/// <summary>Counts the probation of a boot before the version on probation is started in it, and goes back after the last one (ATTACKS C6).</summary>
/// <remarks>A release that takes the machine down as soon as it starts leaves whoever comes after it no time to count.</remarks>
public sealed class BootCount(DeviceLayout layout, int maxAttempts, StepLog log)
{
    private readonly Journal _journal = new(layout);

    /// <summary>Does so once in each boot. What keeps it from that keeps no version from being started.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (Find() is null)
            {
                return;
            }

            // Another agent counts by itself.
            using var alone = FileLock.TryAcquire(layout.Lock);
            if (alone is not null && Find() is { } entry)
            {
                await (entry.Attempts < maxAttempts ? CountAsync(entry) : GoBackAsync(entry));
            }
        }
        catch (Exception failure) when (failure is DeviceException or IOException or UnauthorizedAccessException)
        {
            log.Say($"the probation of this boot was not counted: {failure.Message}");
        }
    }

    /// <summary>A probation of an earlier boot, which nobody has taken up in this one.</summary>
    private JournalEntry? Find() =>
        _journal.Read() is { Phase: JournalPhase.Probation, OnAirSince: { } since } entry
        && since.Boot != BootInstant.CurrentBoot && entry.CountedIn != BootInstant.CurrentBoot && new InstalledVersions(layout).Current == entry.To
            ? entry
            : null;

    private Task CountAsync(JournalEntry entry) =>
        _journal.WriteAsync(entry.Counted() with { CountedIn = BootInstant.CurrentBoot }, CancellationToken.None);

    /// <summary>The link only: the next run of the agent quarantines and reports, as after every way back that was interrupted.</summary>
    private async Task GoBackAsync(JournalEntry entry)
    {
        log.Say($"{entry.To} is not started again: its probation was interrupted {entry.Attempts} times");
        var back = entry with { Phase = JournalPhase.RollingBack, Reason = $"its probation was interrupted {entry.Attempts} times" };
        await _journal.WriteAsync(back, CancellationToken.None);
        new ApplyStrategies(layout).Of(entry).RestoreCurrent(back);
    }
}
