using Slipway.Agent.Device;
using Slipway.Agent.Strategies;
using Slipway.Bundles;
using Slipway.Reports;

namespace Slipway.Agent.Updates;

/// <summary>Makes a healthy version the one that stays.</summary>
public sealed class Commit(DeviceLayout layout, StepLog log, TimeProvider clock)
{
    private readonly InstalledVersions _installed = new(layout);

    /// <summary>Reports the update, closes the journal, and removes the versions that nothing can go back to.</summary>
    /// <param name="entry">The switch.</param>
    /// <param name="pinned">The version that the channel may send the device back to, which stays if it is here.</param>
    /// <param name="cancellation">Interrupts it; the next start repeats it.</param>
    public async Task RunAsync(JournalEntry entry, SemanticVersion? pinned, CancellationToken cancellation)
    {
        if (entry.IsRetreat)
        {
            new ApplyStrategies(layout).Of(entry).ForgetLeft(entry);
        }

        var message = $"{entry.To.Version} runs{(entry.From is { } from ? $" after {from.Version}" : "")}.";
        await new DeviceReport(OtaStatus.Completed, 100, ReasonCode.Updated.ToString(), message, entry.To.Version, clock.GetUtcNow()).WriteAsync(layout, log, cancellation);
        new Journal(layout).Clear();
        _installed.Prune(_installed.Current, _installed.Previous, pinned is null ? null : InstalledTree.Of(pinned));
        log.Say($"committed {entry.To.Version}");
    }
}
