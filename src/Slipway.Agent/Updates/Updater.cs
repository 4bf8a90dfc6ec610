using Slipway.Agent.Device;
using Slipway.Agent.Health;
using Slipway.Agent.Hooks;
using Slipway.Agent.Services;
using Slipway.Agent.Strategies;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Reports;
using Slipway.Storage;

namespace Slipway.Agent.Updates;

/// <summary>The update of DESIGN §5, from the lock to the commit or the way back.</summary>
public sealed class Updater
{
    private readonly DeviceLayout _layout;
    private readonly UpdateCheck _check;
    private readonly StepLog _log;
    private readonly TimeProvider _clock;
    private readonly InstalledVersions _installed;
    private readonly DamagedState _damaged;
    private readonly Reporter _reporter;
    private readonly Staging _staging;
    private readonly Rollback _rollback;
    private readonly Commit _commit;
    private readonly Trial _trial;
    private readonly Recovery _recovery;
    private readonly UpdateHooks _hooks;

    /// <summary>Puts the steps together.</summary>
    public Updater(
        DeviceLayout layout, DeviceConfiguration configuration, UpdateCheck check, IServiceControl service, IHealthProbe probe, UpdateHooks hooks, StepLog log, TimeProvider clock)
    {
        _layout = layout;
        _check = check;
        _hooks = hooks;
        _log = log;
        _clock = clock;
        _installed = new InstalledVersions(layout);
        _damaged = new DamagedState(layout, log);
        _reporter = new Reporter(layout, configuration, check.DeviceId, log, clock);
        _staging = new Staging(layout, configuration, log, clock);
        _rollback = new Rollback(layout, service, hooks, _reporter, log, clock);
        _commit = new Commit(layout, _reporter, log);
        _trial = new Trial(layout, configuration, service, probe, hooks, _rollback, log, clock);
        _recovery = new Recovery(layout, configuration, _trial, _commit, _rollback, hooks, log);
    }

    /// <summary>Decides without installing. What was interrupted stays as it is.</summary>
    /// <exception cref="SlipwayException">Metadata was refused, or the repository or the device cannot be used.</exception>
    public async Task<CheckResult> CheckAsync(CancellationToken cancellation)
    {
        using var alone = Lock();
        _damaged.SetAside();
        return await _check.RunAsync(_clock, isForced: false, cancellation);
    }

    /// <summary>Finishes what was interrupted, then installs what the channel decides, if anything.</summary>
    /// <returns>What was decided, and by now done.</returns>
    /// <exception cref="SlipwayException">Refused, or rolled back: the version before runs.</exception>
    public async Task<Decision> UpdateAsync(bool isForced, CancellationToken cancellation)
    {
        using var alone = Lock();
        _damaged.SetAside();
        await _recovery.RunAsync(cancellation);
        CheckResult? found = null;
        try
        {
            found = await _check.RunAsync(_clock, isForced, cancellation);
            _log.Say(found.Decision.Explanation);
            return await ActAsync(found, cancellation);
        }
        catch (SlipwayException refusal) when (refusal is not DeviceException { Failure: DeviceFailure.HealthRolledBack })
        {
            await _reporter.RefusedAsync(refusal, _installed.Current?.Version, found?.Decision.Target ?? found?.Offer?.Release, cancellation);
            throw;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && !File.Exists(_layout.Journal))
        {
            await _reporter.RefusedAsync(new DeviceException(DeviceFailure.Disk, failure.Message, failure), _installed.Current?.Version, found?.Decision.Target, cancellation);
            throw;
        }
        finally
        {
            RemoveLeftovers();
        }
    }

    /// <summary>Finishes or undoes what was interrupted, and asks no repository.</summary>
    /// <returns>Whether anything was.</returns>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.HealthRolledBack"/>: the version before runs again.</exception>
    public async Task<bool> ConfirmAsync(CancellationToken cancellation)
    {
        using var alone = Lock();
        _damaged.SetAside();
        return await _recovery.RunAsync(cancellation);
    }

    /// <summary>Goes back to <c>previous</c> because somebody asks for it (REQUIREMENTS A21).</summary>
    /// <remarks>The version that is left is quarantined: otherwise the next check would install it again.</remarks>
    /// <returns>The version that runs now.</returns>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.NoPrevious"/>: there is nothing to go back to.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Service"/>: the links are back, but the service does not run.</exception>
    /// <exception cref="TrustException">The previous version is damaged. Nothing has changed.</exception>
    public async Task<SemanticVersion> RollBackAsync(CancellationToken cancellation)
    {
        using var alone = Lock();
        _damaged.SetAside();
        await _recovery.RunAsync(cancellation);

        // Also where its folder is gone: then above all there has to be a way back.
        if (_installed.Previous is not { } previous || InstalledTree.ReadLink(_layout.Current) is not { } current)
        {
            throw new DeviceException(DeviceFailure.NoPrevious, "No previous version available for rollback.");
        }

        var verified = await _installed.VerifyAsync(previous, progress: null, cancellation);
        await _hooks.TryAdmitAsync(current, HookKind.PreRollback, cancellation);
        var left = _installed.DigestOf(current) ?? Sha256Digest.Of([]);
        var entry = new JournalEntry(JournalPhase.RollingBack, previous, current, PreviousBefore: null, left)
        {
            Strategy = verified.Manifest.ApplyStrategy,
            Reason = "by hand",
            IsByHand = true,
            BegunAt = _clock.GetUtcNow(),
        };
        var outcome = await _rollback.RunAsync(entry, CancellationToken.None);
        outcome.RequireDone();
        return previous.Version;
    }

    private FileLock Lock()
    {
        MissingFolder.Make(_layout.State);
        return FileLock.TryAcquire(_layout.Lock) ?? throw new DeviceException(DeviceFailure.Busy, $"Another agent is at work in {_layout.Base}.")
        {
            Hint = "Try again when it has ended.",
        };
    }

    private async Task<Decision> ActAsync(CheckResult found, CancellationToken cancellation)
    {
        var decision = found.Decision;
        switch (decision.Kind)
        {
            case DecisionKind.Refuse:
                throw Refusal(decision);
            case DecisionKind.Update or DecisionKind.RollBack:
                return await InstallAsync(decision, found, cancellation);
            default:
                ForgetUnwanted(decision);
                await _reporter.IdleAsync(decision, cancellation);
                return decision;
        }
    }

    /// <returns>What was decided, or that it has to wait after all: it lies complete on the disk, and the next run goes on from there.</returns>
    private async Task<Decision> InstallAsync(Decision decision, CheckResult found, CancellationToken cancellation)
    {
        var release = decision.Target!;
        await _reporter.ProgressAsync(10, decision, cancellation);
        var (tree, manifest) = await _staging.PrepareAsync(release, found.Client, total => _reporter.Download(decision, total, from: 10, to: 60), cancellation);
        await _reporter.ProgressAsync(70, decision, cancellation);
        _hooks.Admit(tree, manifest);
        await _hooks.RequirePreSwapAsync(tree, _installed.Current, cancellation);
        if (_check.Reconsider(decision, _clock) is { Kind: DecisionKind.Wait } held)
        {
            _log.Say(held.Explanation);
            await _reporter.IdleAsync(held, cancellation);
            return held;
        }

        await SwitchAsync(decision, tree, manifest, found, cancellation);
        return decision;
    }

    private async Task SwitchAsync(Decision decision, InstalledTree tree, Manifest manifest, CheckResult found, CancellationToken cancellation)
    {
        var release = decision.Target!;
        if (decision.Kind == DecisionKind.RollBack && _installed.Current is { } left)
        {
            await LeaveAsync(left, tree, cancellation);
        }

        var contract = _trial.ContractFor(manifest);
        var entry = new JournalEntry(JournalPhase.Switching, _installed.Current, tree, _installed.Previous, release.ManifestDigest)
        {
            Strategy = manifest.ApplyStrategy,
            IsRetreat = decision.Kind == DecisionKind.RollBack,
            Pinned = found.Offer?.Rollback?.Version,
            BegunAt = _clock.GetUtcNow(),
            Excused = [.. await _trial.TakeBaselineAsync(contract, cancellation)],
        };
        await new Journal(_layout).WriteAsync(entry, cancellation);
        var swappedAt = BootInstant.Of(_clock, _clock.GetTimestamp());
        new ApplyStrategies(_layout).Of(entry).Advance(entry);
        _log.Say($"atomic swap complete: current -> {tree.LinkTarget}");
        var tried = await _trial.RunAsync(entry with { OnAirSince = swappedAt }, contract, cancellation);
        await _commit.RunAsync(tried, cancellation);
    }

    /// <summary>The channel takes a version off the air that this device may not know to be bad.</summary>
    private async Task LeaveAsync(InstalledTree left, InstalledTree tree, CancellationToken cancellation)
    {
        await _hooks.TryAdmitAsync(left, HookKind.PreRollback, cancellation);
        await _hooks.RunPreRollbackAsync(left, tree, limit: null, cancellation);
    }

    /// <summary>Not before an update: forgetting a large tree makes writing the next one slow. What cannot be removed now must hide no refusal.</summary>
    private void RemoveLeftovers()
    {
        try
        {
            _installed.RemoveLeftovers();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log.Say($"what an earlier run left could not be removed: {failure.Message}");
        }
    }

    /// <summary>What was being fetched may still be wanted while there is something to wait for.</summary>
    private void ForgetUnwanted(Decision decision)
    {
        if (decision.Kind == DecisionKind.UpToDate)
        {
            _staging.Forget();
        }
    }

    private static DeviceException Refusal(Decision decision)
    {
        var failure =
            decision.Reason == ReasonCode.Downgrade ? DeviceFailure.Downgrade
            : decision.Reason == ReasonCode.Quarantined ? DeviceFailure.Quarantined
            : decision.Reason == ReasonCode.NeedsFullImage ? DeviceFailure.NeedsFullImage
            : decision.Reason == ReasonCode.Yanked ? DeviceFailure.Yanked
            : DeviceFailure.Policy;
        return new DeviceException(failure, decision.Explanation)
        {
            Hint = decision.Leaving is null ? null : "Nothing is stopped here: it runs on until the channel offers another release. Stop the service if the reason asks for that.",
        };
    }
}
