using Slipway.Agent.Device;
using Slipway.Agent.Strategies;

namespace Slipway.Agent.Updates;

/// <summary>Makes a healthy version the one that stays.</summary>
/// <remarks>Every step can be repeated, and the journal says that they have to be until all are done: the verdict is never asked for again.</remarks>
public sealed class Commit(DeviceLayout layout, Reporter reporter, StepLog log)
{
    private readonly Journal _journal = new(layout);
    private readonly InstalledVersions _installed = new(layout);

    /// <summary>Reports the update, removes the versions that nothing can go back to, and closes the journal.</summary>
    /// <param name="entry">The switch, with the version that the channel may send the device back to: it stays if it is here.</param>
    /// <param name="cancellation">Interrupts it; the next start repeats it.</param>
    public async Task RunAsync(JournalEntry entry, CancellationToken cancellation)
    {
        await RecordAsync(entry with { Phase = JournalPhase.Committing }, cancellation);
        if (entry.IsRetreat)
        {
            new ApplyStrategies(layout).Of(entry).ForgetLeft(entry);
        }

        await reporter.UpdatedAsync(entry, $"{entry.To.Version} runs{(entry.From is { } from ? $" after {from.Version}" : "")}.", cancellation);
        Prune(entry);
        _journal.Clear();
        log.Say($"committed {entry.To.Version}");
    }

    /// <summary>On a full disk the version stays nevertheless: at worst a power cut in the next moments has it watched once more.</summary>
    private async Task RecordAsync(JournalEntry entry, CancellationToken cancellation)
    {
        try
        {
            await _journal.WriteAsync(entry, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Say($"not written down: {failure.Message}");
        }
    }

    /// <summary>What cannot be removed stays: the update has succeeded, and the next one tries again.</summary>
    private void Prune(JournalEntry entry)
    {
        try
        {
            _installed.Prune(_installed.Current, _installed.Previous, entry.Pinned is { } pinned ? InstalledTree.Of(pinned) : null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Say($"old versions could not be removed: {failure.Message}");
        }
    }
}
