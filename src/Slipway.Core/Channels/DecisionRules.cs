using Slipway.Bundles;
using Slipway.Reports;

namespace Slipway.Channels;

/// <summary>The rules of <see cref="Decision.Make"/>, each asked only where those before it let it be.</summary>
internal sealed class DecisionRules(Offer offer, Rollout rollout, DeviceFacts device, Action<RuleVerdict>? observe)
{
    public Decision Decide() =>
        Ask("offered", null)
        ?? Ask("ours", Foreign())
        ?? Recalled()
        ?? RolledBack()
        ?? Ask("up_to_date", UpToDate())
        ?? NotYet()
        ?? Accept();

    private Decision? Ask(string rule, Decision? decision)
    {
        observe?.Invoke(new RuleVerdict(rule, decision));
        return decision;
    }

    private Decision? Foreign()
    {
        var isOurs = offer.Product == device.Product && offer.Channel == device.Channel && offer.Runtime == device.Runtime
            && rollout.Product == device.Product && rollout.Channel == device.Channel;
        return isOurs
            ? null
            : new(DecisionKind.Refuse, ReasonCode.Policy, $"The offer is {offer.Product} for {offer.Runtime} in {offer.Channel}: expected {device.Product} for {device.Runtime} in {device.Channel}.");
    }

    /// <summary>The running version was yanked: on to what is offered if that may be had, else back to what the offer pins, else it is a dead end.</summary>
    private Decision? Recalled()
    {
        if (rollout.FindYanked(device.Running) is not { } yanked)
        {
            return Ask("yanked", null);
        }

        var onward = NotYet() ?? Accept();
        if (onward.Kind == DecisionKind.Update)
        {
            return Ask("yanked", onward with { Explanation = $"{yanked.Explain()} {onward.Explanation}", Leaving = yanked });
        }

        if (OlderRollback() is not { } target)
        {
            return Ask("yanked", DeadEnd(yanked, "", onward));
        }

        return Ask("yanked", AskSafe(target) is { } unsafeToGo
            ? DeadEnd(yanked, $": {unsafeToGo.Explanation.TrimEnd('.')}", onward)
            : new(DecisionKind.RollBack, ReasonCode.Updated, $"{yanked.Explain()} It is rolled back to {target.Version}.", target) { Leaving = yanked });
    }

    private Decision DeadEnd(YankedRelease yanked, string whyNotBack, Decision onward)
    {
        var whyNotOn = offer.Release.Version == yanked.Version ? $"{offer.Channel} offers no other one." : onward.Explanation;
        return new(DecisionKind.Refuse, ReasonCode.Yanked, $"{yanked.Explain()} There is no release to go back to{whyNotBack}. {whyNotOn}") { Leaving = yanked };
    }

    /// <summary>A stale rollout must not make a device install what it runs, nor take a rollback as a way forward past the other rules.</summary>
    private ReleaseReference? OlderRollback() => offer.Rollback is { } target && target.Version < device.Running! ? target : null;

    private Decision? RolledBack()
    {
        if (rollout.State != RolloutState.Rollback || device.Running is null || rollout.Version != device.Running)
        {
            return Ask("rolled_back", null);
        }

        if (OlderRollback() is not { } target)
        {
            return Ask("rolled_back", new(DecisionKind.Refuse, ReasonCode.Policy, $"{device.Running} is to be rolled back, but the offer pins no older release to go back to."));
        }

        return AskSafe(target) ?? Ask("rolled_back", new(DecisionKind.RollBack, ReasonCode.Updated, $"{device.Running} is rolled back to {target.Version}.", target));
    }

    private Decision? UpToDate() =>
        device.Running == offer.Release.Version && !device.IsForced
            ? new(DecisionKind.UpToDate, ReasonCode.NoUpdate, $"{device.Running} is what {offer.Channel} offers.")
            : null;

    private Decision? NotYet()
    {
        var wait = Ask("withdrawn", Withdrawn(offer.Release, DecisionKind.Wait)) ?? Ask("rollout_version", OtherVersion()) ?? Ask("rollout_state", Halted()) ?? Ask("not_before", Early()) ?? Ask("cohort", OutOfCohort());

        // A device with nothing installed does not stand in line for a new release: it starts with the one before.
        return wait is not null && device.Running is null && offer.Rollback is { } start
            ? AskSafe(start)
                ?? Ask("first_install", wait with { Kind = DecisionKind.Update, Reason = ReasonCode.Updated, Explanation = $"{wait.Explanation} Starting with {start.Version}.", Target = start })
            : wait;
    }

    private Decision? Withdrawn(ReleaseReference release, DecisionKind kind) =>
        rollout.FindYanked(release.Version) is { } yanked ? new(kind, ReasonCode.Yanked, yanked.Explain()) : null;

    private Decision? OtherVersion() =>
        rollout.Version != offer.Release.Version
            ? new(DecisionKind.Wait, ReasonCode.NoUpdate, $"The rollout of {offer.Release.Version} has not begun: it is about {rollout.Version}.")
            : null;

    private Decision? Halted() =>
        rollout.State != RolloutState.Active ? new(DecisionKind.Wait, ReasonCode.Halted, $"The rollout of {rollout.Version} {(rollout.State == RolloutState.Halted ? "is halted" : "goes back")}.") : null;

    private Decision? Early() =>
        rollout.NotBefore is { } start && start > device.Time
            ? new(DecisionKind.Wait, ReasonCode.WaitCohort, $"The rollout of {rollout.Version} begins at {start:u}.")
            : null;

    private Decision? OutOfCohort()
    {
        var bucket = Cohort.BucketOf(device.DeviceId, rollout.Salt);
        return bucket < rollout.Permyriad
            ? null
            : new(DecisionKind.Wait, ReasonCode.WaitCohort, $"{rollout.Version} goes to {rollout.Permyriad} of {Rollout.Everyone} so far, and this device is number {bucket}.");
    }

    private Decision Accept()
    {
        if (Step() is not { } target)
        {
            Decision tooOld = new(DecisionKind.Refuse, ReasonCode.NeedsFullImage, $"{device.Running} is too old for {offer.Release.Version}, which needs {offer.Release.MinCurrentVersion}, and no release between them is offered.");
            return Ask("min_current_version", tooOld)!;
        }

        return Ask("min_current_version", null)
            ?? Ask("floor", BelowFloor(target))
            ?? Ask("downgrade", Downgrade(target))
            ?? Ask("major", Major(target))
            ?? Ask("quarantine", Quarantined(target))
            ?? Ask("update", new(DecisionKind.Update, ReasonCode.Updated, $"{target.Version} is to be installed{(device.Running is null ? "" : $" over {device.Running}")}.", target))!;
    }

    /// <summary>The offered release, or the highest one on the way to it that the running version may be updated to.</summary>
    private ReleaseReference? Step() =>
        IsReachable(offer.Release)
            ? offer.Release
            : offer.SteppingStones.Where(stone => stone.Version > device.Running! && IsReachable(stone) && rollout.FindYanked(stone.Version) is null).MaxBy(stone => stone.Version);

    private bool IsReachable(ReleaseReference release) =>
        device.Running is null || release.MinCurrentVersion is null || device.Running >= release.MinCurrentVersion;

    /// <summary>What holds for every release, also for one to go back to or to start with.</summary>
    private Decision? AskSafe(ReleaseReference target) =>
        Ask("withdrawn", Withdrawn(target, DecisionKind.Refuse)) ?? Ask("floor", BelowFloor(target)) ?? Ask("quarantine", Quarantined(target));

    /// <summary>A step upwards is never refused: a device below the floor would otherwise stay there.</summary>
    private Decision? BelowFloor(ReleaseReference target) =>
        SemanticVersion.Highest(device.Floor, offer.MinSecureVersion) is { } floor && target.Version < floor && !(device.Running is { } running && target.Version > running)
            ? new(DecisionKind.Refuse, ReasonCode.Downgrade, $"{target.Version} is below {floor}, the oldest version that is safe to run.")
            : null;

    private Decision? Downgrade(ReleaseReference target) =>
        device.Running is { } running && target.Version < running && !offer.AllowDowngradeFrom.Contains(running)
            ? new(DecisionKind.Refuse, ReasonCode.Downgrade, $"{target.Version} is older than {running}, and the offer does not allow to go back from it.")
            : null;

    private Decision? Major(ReleaseReference target) =>
        device.Running is { } running && target.Version.Major > running.Major && !offer.AllowsMajor
            ? new(DecisionKind.Refuse, ReasonCode.Policy, $"{target.Version} is a new major version after {running}, which the offer does not allow.")
            : null;

    private Decision? Quarantined(ReleaseReference target) =>
        device.Quarantine.Contains(target.ManifestDigest)
            ? new(DecisionKind.Refuse, ReasonCode.Quarantined, $"{target.Version} failed here before and is not tried again until its bytes differ.")
            : null;
}
