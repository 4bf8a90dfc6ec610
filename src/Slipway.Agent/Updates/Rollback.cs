using Slipway.Agent.Device;
using Slipway.Agent.Services;
using Slipway.Reports;

namespace Slipway.Agent.Updates;

/// <summary>Takes a version off the air: links back, service restarted, release remembered as bad, and all of it reported.</summary>
/// <remarks>Every step can be repeated, and the journal says that it has to be until all are done (ATTACKS C2).</remarks>
public sealed class Rollback(DeviceLayout layout, IServiceControl service, StepLog log, TimeProvider clock)
{
    private static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(30);

    private readonly Journal _journal = new(layout);
    private readonly InstalledVersions _installed = new(layout);
    private readonly Quarantine _quarantine = new(layout);
    private readonly Switch _switch = new(layout);

    /// <summary>Rolls back, also where the service does not start any more: the outcome says so.</summary>
    /// <param name="entry">The switch to undo, with its reason.</param>
    /// <param name="swappedAt">When it went on the air, by the clock's timestamp; null when another run did that.</param>
    /// <param name="cancellation">Interrupts it; the next start completes it.</param>
    public async Task<RollbackOutcome> RunAsync(JournalEntry entry, long? swappedAt, CancellationToken cancellation)
    {
        await _journal.WriteAsync(entry with { Phase = JournalPhase.RollingBack }, cancellation);
        _switch.Restore(entry);
        var serviceFailure = await RestartAsync(entry, cancellation);
        TimeSpan? onAir = swappedAt is { } time ? clock.GetElapsedTime(time) : null;
        log.Say(onAir is { } seconds ? $"rolled back: bad release on the air {seconds.TotalSeconds:0.0} s" : "rolled back");

        var isQuarantined = await QuarantineAsync(entry, onAir, cancellation);
        var message = $"{entry.To.Version} was rolled back: {entry.Reason}. {Describe(entry.From, serviceFailure)}";
        var reason = entry.IsByHand ? ReasonCode.RolledBack : ReasonCode.HealthRolledBack;
        await new DeviceReport(OtaStatus.Failed, 0, reason.ToString(), message, entry.To.Version, clock.GetUtcNow()).WriteAsync(layout, cancellation);
        _journal.Clear();
        return new RollbackOutcome(message, serviceFailure, isQuarantined);
    }

    private static string Describe(InstalledTree? from, Exception? serviceFailure) =>
        serviceFailure is null
            ? from is null ? "Nothing is installed now." : $"{from.Version} runs again."
            : from is null
                ? $"Nothing is installed now, but its service was not stopped: {serviceFailure.Message}"
                : $"{from.Version} is current again, but its service does not run: {serviceFailure.Message}";

    private async Task<Exception?> RestartAsync(JournalEntry entry, CancellationToken cancellation)
    {
        try
        {
            await (entry.From is { } from
                ? service.RestartAsync(from, RestartLimit, cancellation)
                : service.StopAsync(RestartLimit, cancellation));
            return null;
        }
        catch (Exception failure) when (failure is DeviceException { Failure: DeviceFailure.Service } or IOException or UnauthorizedAccessException)
        {
            // Both are bad (ATTACKS C7): the links stay on the version before, and the report says what the operator has to know.
            return failure;
        }
    }

    /// <summary>A repair that failed leaves the same release running: it is not refused, since it may still be repaired.</summary>
    private async Task<bool> QuarantineAsync(JournalEntry entry, TimeSpan? onAir, CancellationToken cancellation)
    {
        if (entry.From is { } from && _installed.DigestOf(from) == entry.Digest)
        {
            return false;
        }

        var release = new QuarantinedRelease(entry.To.Version, entry.Digest, clock.GetUtcNow(), entry.Reason ?? "rolled back") { OnAir = onAir };
        await _quarantine.AddAsync(release, cancellation);
        return true;
    }
}
