using System.Collections.Immutable;
using Slipway.Agent.Device;
using Slipway.Agent.Hooks;
using Slipway.Agent.Services;
using Slipway.Agent.Strategies;
using Slipway.Storage;

namespace Slipway.Agent.Updates;

/// <summary>Takes a version off the air: links back, service restarted, release remembered as bad, and all of it reported.</summary>
/// <remarks>
/// Every step can be repeated, and the journal says that it has to be until all are done (ATTACKS C2). No write stands before the link and the restart: the
/// release that is taken off the air may be what filled the disk. Without a journal of the way back, that of the probation leads to it.
/// </remarks>
public sealed class Rollback(DeviceLayout layout, IServiceControl service, UpdateHooks hooks, Reporter reporter, StepLog log, TimeProvider clock)
{
    private static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(30);

    // A bad release is off the air within 30 s of the swap; what is left of them when its hook may run is for the hook, but for the time to stop it.
    private static readonly TimeSpan LongestOnAir = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan ShortestHook = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(5);

    private readonly Journal _journal = new(layout);
    private readonly InstalledVersions _installed = new(layout);
    private readonly Quarantine _quarantine = new(layout);
    private readonly ApplyStrategies _strategies = new(layout);

    /// <summary>Rolls back, also where the service does not start any more: the outcome says so.</summary>
    /// <param name="entry">The switch to undo, with its reason.</param>
    /// <param name="cancellation">Interrupts it; the next start completes it.</param>
    public async Task<RollbackOutcome> RunAsync(JournalEntry entry, CancellationToken cancellation)
    {
        var strategy = _strategies.Of(entry);
        await TryAsync(() => _journal.WriteAsync(entry with { Phase = JournalPhase.RollingBack }, cancellation));
        var hookFailure = await hooks.RunPreRollbackAsync(entry.To, entry.From, TimeForHook(entry), cancellation);
        strategy.RestoreCurrent(entry);
        var serviceFailure = await RestartAsync(entry, cancellation);
        TimeSpan? onAir = entry.OnAirSince?.ToTimestamp(clock) is { } time ? clock.GetElapsedTime(time) : null;
        log.Say(onAir is { } seconds ? $"rolled back: bad release on the air {seconds.TotalSeconds:0.0} s" : "rolled back");

        var unwritten = await RememberAsync(entry, onAir, cancellation);
        var message = $"{entry.To.Version} was rolled back: {entry.Reason}. {Describe(entry.From, serviceFailure)}{Describe(unwritten)}{(hookFailure is null ? "" : $" {hookFailure}")}";
        await reporter.RolledBackAsync(entry, message, onAir, () => ReadLogAsync(entry, cancellation), cancellation);
        if (unwritten is null)
        {
            await TryAsync(() => DiscardAsync(entry));
            _journal.Clear();
        }

        return new RollbackOutcome(message) { ServiceFailure = serviceFailure, Unwritten = unwritten, IsCondemned = IsCondemned(entry) };
    }

    /// <summary>Null where the release is on no trial: nobody waits for it to be gone.</summary>
    private TimeSpan? TimeForHook(JournalEntry entry) =>
        entry.OnAirSince?.ToTimestamp(clock) is not { } since ? null
        : LongestOnAir - TimeToStop - clock.GetElapsedTime(since) is var left && left > ShortestHook ? left
        : ShortestHook;

    /// <summary>Restores the way back and quarantines the release. On a full disk, the release's own files make room for that.</summary>
    /// <returns>What kept it from being done; null when it is.</returns>
    private async Task<Exception?> RememberAsync(JournalEntry entry, TimeSpan? onAir, CancellationToken cancellation)
    {
        var failure = await TryAsync(() => SettleAsync(entry, onAir, cancellation));
        if (failure is IOException full && Durable.IsDiskFull(full) && entry.To != _installed.Current && entry.To != entry.PreviousBefore)
        {
            log.Say($"the disk is full: {entry.To} is removed");
            failure = await TryAsync(() =>
            {
                _installed.Remove(entry.To);
                return SettleAsync(entry, onAir, cancellation);
            });
        }

        return failure;
    }

    private async Task SettleAsync(JournalEntry entry, TimeSpan? onAir, CancellationToken cancellation)
    {
        _strategies.Of(entry).RestorePrevious(entry);
        if (IsCondemned(entry))
        {
            var release = new QuarantinedRelease(entry.To.Version, entry.Digest, clock.GetUtcNow(), entry.Reason ?? "rolled back") { OnAir = onAir };
            await _quarantine.AddAsync(release, cancellation);
        }
    }

    /// <summary>What is not tried again takes no room: bad releases in a row must not fill the disk. What somebody left by hand may be looked at.</summary>
    private Task DiscardAsync(JournalEntry entry)
    {
        if (IsCondemned(entry) && !entry.IsByHand && !IsNeeded(entry.To) && entry.To != entry.PreviousBefore && entry.To.Version != entry.Pinned)
        {
            _installed.Remove(entry.To);
        }

        return Task.CompletedTask;
    }

    private bool IsNeeded(InstalledTree tree) => tree == _installed.Current || tree == _installed.Previous;

    /// <summary>Asked when the version before runs again, and for a bounded time: a log is worth no second on the air.</summary>
    private async Task<ImmutableArray<string>> ReadLogAsync(JournalEntry entry, CancellationToken cancellation)
    {
        try
        {
            // On a thread of its own: what the log's name leads to may not answer at all.
            return await Task.Run(() => service.ReadLogAsync(entry.BegunAt, cancellation), cancellation).WaitAsync(LogPatience, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.Say($"the service's log cannot be read: {failure.Message}");
            return [];
        }
    }

    /// <summary>Not a repair that failed, since the same release goes on running and may still be repaired; and not what was never started.</summary>
    private bool IsCondemned(JournalEntry entry) =>
        !entry.IsUntried && !(entry.From is { } from && _installed.DigestOf(from) == entry.Digest);

    /// <summary>Does what may fail on a disk that is full or damaged, and must not stop what follows.</summary>
    private async Task<Exception?> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DeviceException { Failure: DeviceFailure.State })
        {
            log.Say($"not written down: {failure.Message}");
            return failure;
        }
    }

    private static string Describe(Exception? unwritten) =>
        unwritten is null ? "" : $" It could not be written down: {unwritten.Message.TrimEnd('.')}.";

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
                ? service.TakeOverAsync(from, RestartLimit, cancellation)
                : service.StopAsync(RestartLimit, cancellation));
            return null;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Both are bad (ATTACKS C7): the links stay on the version before, and the report says what the operator has to know.
            return failure;
        }
    }
}
