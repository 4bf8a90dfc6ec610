using Slipway.Agent.Device;
using Slipway.Agent.Strategies;
using Slipway.Bundles;
using Slipway.Storage;

namespace Slipway.Agent.Updates;

/// <summary>Puts the previous version in the place of one whose files are damaged, where a service is about to start (REQUIREMENTS A11).</summary>
/// <remarks>
/// The release is not to blame: it is not in quarantine, and the next update installs it anew. No service is restarted either: the one that asks is being started.
/// </remarks>
/// <param name="layout">The device.</param>
/// <param name="reporter">Told of it; null where device.json cannot be read, and nobody knows whose device this is.</param>
/// <param name="log">Told of the steps.</param>
/// <param name="clock">The time.</param>
public sealed class Fallback(DeviceLayout layout, Reporter? reporter, StepLog log, TimeProvider clock)
{
    private readonly InstalledVersions _installed = new(layout);
    private readonly Journal _journal = new(layout);

    /// <summary>Switches to the previous version, if it is as it was signed and no update is under way.</summary>
    /// <param name="damage">The refusal of the running version.</param>
    /// <param name="cancellation">Stops it before the switch.</param>
    /// <returns>What runs now.</returns>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Busy"/>: an update is under way, and comes to its own verdict.</exception>
    /// <exception cref="SlipwayException"><paramref name="damage"/>: there is nothing better to run (ATTACKS C7).</exception>
    public async Task<VerifiedManifest> RunAsync(SlipwayException damage, CancellationToken cancellation)
    {
        MissingFolder.Make(layout.State);
        using var alone = FileLock.TryAcquire(layout.Lock);
        if (alone is null || _journal.Read() is not null)
        {
            throw new DeviceException(DeviceFailure.Busy, $"{damage.Message.TrimEnd('.')}. An update is under way, so the previous version is not put in its place.", damage)
            {
                Hint = "The update comes to its own verdict. Run 'slipway-agent update' if it was interrupted.",
            };
        }

        // What was damaged may have been replaced, and removed, while its files were read.
        if (await TryVerifyAsync(_installed.Current, cancellation) is { } mended)
        {
            return mended;
        }

        if (InstalledTree.ReadLink(layout.Current) is not { } damaged || _installed.Previous is not { } previous)
        {
            log.Say("there is no previous version to put in its place");
            throw damage;
        }

        var verified = await TryVerifyAsync(previous, cancellation) ?? throw damage;
        await SwitchAsync(new JournalEntry(JournalPhase.RollingBack, previous, damaged, PreviousBefore: null, _installed.DigestOf(damaged) ?? Sha256Digest.Of([]))
        {
            Strategy = verified.Manifest.ApplyStrategy,
            IsUntried = true,
            BegunAt = clock.GetUtcNow(),
            Reason = $"its files are damaged: {damage.Message.TrimEnd('.')}",
        });
        return verified;
    }

    private async Task<VerifiedManifest?> TryVerifyAsync(InstalledTree? tree, CancellationToken cancellation)
    {
        try
        {
            return tree is null ? null : await _installed.VerifyAsync(tree, progress: null, cancellation);
        }
        catch (Exception failure) when (failure is SlipwayException or IOException or UnauthorizedAccessException)
        {
            log.Say($"{tree} is damaged: {failure.Message}");
            return null;
        }
    }

    private async Task SwitchAsync(JournalEntry entry)
    {
        await TryWriteAsync(() => _journal.WriteAsync(entry, CancellationToken.None));
        var strategy = new ApplyStrategies(layout).Of(entry);
        strategy.RestoreCurrent(entry);
        strategy.RestorePrevious(entry);
        var message = $"{entry.To.Version} was taken off the air: {entry.Reason}. {entry.From!.Version} runs instead.";
        log.Say(message);
        await (reporter?.ReplacedAsync(entry, message, CancellationToken.None) ?? Task.CompletedTask);
        await TryWriteAsync(() =>
        {
            _journal.Clear();
            return Task.CompletedTask;
        });
    }

    /// <summary>A disk that takes no journal must not keep a service from starting: the link is one rename.</summary>
    private async Task TryWriteAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Say($"not written down: {failure.Message}");
        }
    }
}
