namespace Slipway.Reports;

/// <summary>Why a device did what it did: a stable text for reports, dashboards and scripts.</summary>
public sealed record ReasonCode
{
    private readonly string _text;

    private ReasonCode(string text) => _text = text;

    /// <summary>A release was installed and is healthy.</summary>
    public static ReasonCode Updated { get; } = new("updated");

    /// <summary>There is nothing to do.</summary>
    public static ReasonCode NoUpdate { get; } = new("no_update");

    /// <summary>It is not this device's turn yet.</summary>
    public static ReasonCode WaitCohort { get; } = new("wait_cohort");

    /// <summary>The rollout is halted.</summary>
    public static ReasonCode Halted { get; } = new("halted");

    /// <summary>Too few valid signatures.</summary>
    public static ReasonCode Signature { get; } = new("signature");

    /// <summary>Metadata older than what was trusted before.</summary>
    public static ReasonCode RollbackMetadata { get; } = new("rollback_metadata");

    /// <summary>Metadata past its expiry.</summary>
    public static ReasonCode Expired { get; } = new("expired");

    /// <summary>Bytes other than the ones that were signed for.</summary>
    public static ReasonCode Mismatch { get; } = new("mismatch");

    /// <summary>More bytes than allowed.</summary>
    public static ReasonCode TooLarge { get; } = new("too_large");

    /// <summary>A payload archive that breaks an extraction rule.</summary>
    public static ReasonCode Archive { get; } = new("archive");

    /// <summary>The offer, or the release, is not for this device.</summary>
    public static ReasonCode Policy { get; } = new("policy");

    /// <summary>A lower version, without permission.</summary>
    public static ReasonCode Downgrade { get; } = new("downgrade");

    /// <summary>A release that failed here before.</summary>
    public static ReasonCode Quarantined { get; } = new("quarantined");

    /// <summary>A release that was taken back, and that nobody is to install any more.</summary>
    public static ReasonCode Yanked { get; } = new("yanked");

    /// <summary>The running version is too old, and there is no stepping stone.</summary>
    public static ReasonCode NeedsFullImage { get; } = new("needs_full_image");

    /// <summary>The new version was not healthy; the previous one runs again.</summary>
    public static ReasonCode HealthRolledBack { get; } = new("health_rolled_back");

    /// <summary>Somebody at the device asked to go back.</summary>
    public static ReasonCode RolledBack { get; } = new("rolled_back");

    /// <summary>A hook of the new version did not let it be switched to.</summary>
    public static ReasonCode Hook { get; } = new("hook");

    /// <summary>The operator holds updates.</summary>
    public static ReasonCode Held { get; } = new("held");

    /// <summary>The maintenance window is closed.</summary>
    public static ReasonCode Maintenance { get; } = new("maintenance");

    /// <summary>No repository could be reached.</summary>
    public static ReasonCode Transport { get; } = new("transport");

    /// <summary>Another agent is at work.</summary>
    public static ReasonCode Busy { get; } = new("busy");

    /// <summary>The disk is full or failed.</summary>
    public static ReasonCode Disk { get; } = new("disk");

    /// <summary>The reason code of a refusal.</summary>
    public static ReasonCode Of(SlipwayException refusal) => refusal switch
    {
        TrustException trust => Of(trust.Failure),
        DeviceException device => Of(device.Failure),
        InputException { Failure: InputFailure.DiskFull } => Disk,
        _ => Policy,
    };

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static ReasonCode Of(TrustFailure failure) => failure switch
    {
        TrustFailure.ThresholdNotMet or TrustFailure.BadSignature => Signature,
        TrustFailure.Expired => Expired,
        TrustFailure.Rollback => RollbackMetadata,
        TrustFailure.TooLarge => TooLarge,
        TrustFailure.Archive => Archive,
        TrustFailure.Foreign => Policy,
        _ => Mismatch,
    };

    private static ReasonCode Of(DeviceFailure failure) => failure switch
    {
        DeviceFailure.Busy => Busy,
        DeviceFailure.Disk => Disk,
        DeviceFailure.Transport or DeviceFailure.LinkFailed or DeviceFailure.RedirectRefused => Transport,
        DeviceFailure.HealthRolledBack or DeviceFailure.Service => HealthRolledBack,
        DeviceFailure.Downgrade => Downgrade,
        DeviceFailure.Quarantined => Quarantined,
        DeviceFailure.NeedsFullImage => NeedsFullImage,
        DeviceFailure.HookVetoed => Hook,
        DeviceFailure.Yanked => Yanked,
        _ => Policy,
    };
}
