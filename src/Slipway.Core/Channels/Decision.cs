using Slipway.Bundles;
using Slipway.Reports;

namespace Slipway.Channels;

/// <summary>What a device does about an offer, and why. A pure function of signed metadata and the device's own facts.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Reason">The stable code.</param>
/// <param name="Explanation">One sentence for a person.</param>
/// <param name="Target">The release to install or to go back to.</param>
public sealed record Decision(DecisionKind Kind, ReasonCode Reason, string Explanation, ReleaseReference? Target = null)
{
    /// <summary>Decides, in the order that docs/repository.md gives: the first rule that applies is the answer.</summary>
    /// <param name="offer">The channel's offer, or null when the channel has none for this runtime.</param>
    /// <param name="rollout">The channel's rollout, or null when it has none.</param>
    /// <param name="device">The device's own facts.</param>
    public static Decision Make(Offer? offer, Rollout? rollout, DeviceFacts device)
    {
        if (offer is null || rollout is null)
        {
            return new(DecisionKind.Wait, ReasonCode.NoUpdate, $"The channel {device.Channel} offers nothing for {device.Runtime}.");
        }

        return Foreign(offer, rollout, device)
            ?? RolledBack(offer, rollout, device)
            ?? UpToDate(offer, device)
            ?? NotYet(offer, rollout, device)
            ?? Accept(offer, device);
    }

    private static Decision? Foreign(Offer offer, Rollout rollout, DeviceFacts device)
    {
        var isOurs = offer.Product == device.Product && offer.Channel == device.Channel && offer.Runtime == device.Runtime
            && rollout.Product == device.Product && rollout.Channel == device.Channel;
        return isOurs
            ? null
            : new(DecisionKind.Refuse, ReasonCode.Policy, $"The offer is {offer.Product} for {offer.Runtime} in {offer.Channel}: expected {device.Product} for {device.Runtime} in {device.Channel}.");
    }

    private static Decision? RolledBack(Offer offer, Rollout rollout, DeviceFacts device)
    {
        if (rollout.State != RolloutState.Rollback || device.Running is null || rollout.Version != device.Running)
        {
            return null;
        }

        // A stale rollout must not make a device install what it runs, nor take a rollback as a way forward past the other rules.
        if (offer.Rollback is not { } target || target.Version >= device.Running)
        {
            return new(DecisionKind.Refuse, ReasonCode.Policy, $"{device.Running} is to be rolled back, but the offer pins no older release to go back to.");
        }

        return BelowFloor(target, offer, device) ?? Quarantined(target, device)
            ?? new(DecisionKind.RollBack, ReasonCode.Updated, $"{device.Running} is rolled back to {target.Version}.", target);
    }

    private static Decision? UpToDate(Offer offer, DeviceFacts device) =>
        device.Running == offer.Release.Version && !device.IsForced
            ? new(DecisionKind.UpToDate, ReasonCode.NoUpdate, $"{device.Running} is what {offer.Channel} offers.")
            : null;

    private static Decision? NotYet(Offer offer, Rollout rollout, DeviceFacts device)
    {
        var wait = Wait(offer, rollout, device);

        // A device with nothing installed does not stand in line for a new release: it starts with the one before.
        return wait is not null && device.Running is null && offer.Rollback is { } start
            ? BelowFloor(start, offer, device) ?? Quarantined(start, device)
                ?? wait with { Kind = DecisionKind.Update, Reason = ReasonCode.Updated, Explanation = $"{wait.Explanation} Starting with {start.Version}.", Target = start }
            : wait;
    }

    private static Decision? Wait(Offer offer, Rollout rollout, DeviceFacts device)
    {
        if (rollout.Version != offer.Release.Version)
        {
            return new(DecisionKind.Wait, ReasonCode.NoUpdate, $"The rollout of {offer.Release.Version} has not begun: it is about {rollout.Version}.");
        }

        if (rollout.State != RolloutState.Active)
        {
            return new(DecisionKind.Wait, ReasonCode.Halted, $"The rollout of {rollout.Version} is halted.");
        }

        if (rollout.NotBefore is { } start && start > device.Time)
        {
            return new(DecisionKind.Wait, ReasonCode.WaitCohort, $"The rollout of {rollout.Version} begins at {start:u}.");
        }

        var bucket = Cohort.BucketOf(device.DeviceId, rollout.Salt);
        return bucket < rollout.Permyriad
            ? null
            : new(DecisionKind.Wait, ReasonCode.WaitCohort, $"{rollout.Version} goes to {rollout.Permyriad} of {Rollout.Everyone} so far, and this device is number {bucket}.");
    }

    private static Decision Accept(Offer offer, DeviceFacts device)
    {
        if (Step(offer, device) is not { } target)
        {
            return new(DecisionKind.Refuse, ReasonCode.NeedsFullImage, $"{device.Running} is too old for {offer.Release.Version}, which needs {offer.Release.MinCurrentVersion}, and no release between them is offered.");
        }

        return BelowFloor(target, offer, device)
            ?? Downgrade(target, offer, device)
            ?? Major(target, offer, device)
            ?? Quarantined(target, device)
            ?? new(DecisionKind.Update, ReasonCode.Updated, $"{target.Version} is to be installed{(device.Running is null ? "" : $" over {device.Running}")}.", target);
    }

    /// <summary>The offered release, or the highest one on the way to it that the running version may be updated to.</summary>
    private static ReleaseReference? Step(Offer offer, DeviceFacts device) =>
        IsReachable(offer.Release, device)
            ? offer.Release
            : offer.SteppingStones.Where(stone => stone.Version > device.Running! && IsReachable(stone, device)).MaxBy(stone => stone.Version);

    private static bool IsReachable(ReleaseReference release, DeviceFacts device) =>
        device.Running is null || release.MinCurrentVersion is null || device.Running >= release.MinCurrentVersion;

    /// <summary>A step upwards is never refused: a device below the floor would otherwise stay there.</summary>
    private static Decision? BelowFloor(ReleaseReference target, Offer offer, DeviceFacts device) =>
        SemanticVersion.Highest(device.Floor, offer.MinSecureVersion) is { } floor && target.Version < floor && !(device.Running is { } running && target.Version > running)
            ? new(DecisionKind.Refuse, ReasonCode.Downgrade, $"{target.Version} is below {floor}, the oldest version that is safe to run.")
            : null;

    private static Decision? Downgrade(ReleaseReference target, Offer offer, DeviceFacts device) =>
        device.Running is { } running && target.Version < running && !offer.AllowDowngradeFrom.Contains(running)
            ? new(DecisionKind.Refuse, ReasonCode.Downgrade, $"{target.Version} is older than {running}, and the offer does not allow to go back from it.")
            : null;

    private static Decision? Major(ReleaseReference target, Offer offer, DeviceFacts device) =>
        device.Running is { } running && target.Version.Major > running.Major && !offer.AllowsMajor
            ? new(DecisionKind.Refuse, ReasonCode.Policy, $"{target.Version} is a new major version after {running}, which the offer does not allow.")
            : null;

    private static Decision? Quarantined(ReleaseReference target, DeviceFacts device) =>
        device.Quarantine.Contains(target.ManifestDigest)
            ? new(DecisionKind.Refuse, ReasonCode.Quarantined, $"{target.Version} failed here before and is not tried again until its bytes differ.")
            : null;
}
