namespace Slipway;

/// <summary>What <c>slipway doctor</c> finds wrong. The numbers are public: they are the last three digits of the code.</summary>
public enum DoctorFinding
{
    /// <summary>A check could not be made: something was refused on the way.</summary>
    CheckFailed = 1,

    /// <summary>A check took longer than it may.</summary>
    CheckTimedOut = 2,

    /// <summary>There is no slipway.json.</summary>
    PolicyMissing = 3,

    /// <summary>This machine's clock and another one disagree.</summary>
    ClockOff = 5,

    /// <summary>The .NET SDK is missing, or older than Slipway's build tasks need.</summary>
    SdkUnsuitable = 6,

    /// <summary>A bundle cannot be packed, signed and verified here.</summary>
    BundlingFails = 7,

    /// <summary>There is no agent here for a runtime that a channel offers releases to.</summary>
    AgentNotHere = 8,

    /// <summary>Neither half of a key that slipway.json names is here.</summary>
    KeyNotHere = 10,

    /// <summary>A key that slipway.json names is here and cannot be used.</summary>
    KeyUnusable = 11,

    /// <summary>Other users of this machine can read a private key.</summary>
    KeyReadableByOthers = 12,

    /// <summary>The private half of a key and the public half beside it are not one pair.</summary>
    KeyHalvesDiffer = 13,

    /// <summary>A key signed, and the signature does not verify.</summary>
    KeySignsWrong = 14,

    /// <summary>slipway.json names a key that the repository does not trust for the role.</summary>
    KeyNotTrusted = 15,

    /// <summary>The repository trusts a key for a role that slipway.json does not name.</summary>
    KeyNotNamed = 16,

    /// <summary>slipway.json and the repository state different thresholds.</summary>
    ThresholdDiffers = 17,

    /// <summary>The keys that slipway.json names cannot meet the role's threshold.</summary>
    ThresholdUnreachable = 18,

    /// <summary>A channel is in slipway.json and not in the repository, or the other way round.</summary>
    ChannelDiffers = 19,

    /// <summary>A role has expired.</summary>
    RoleExpired = 20,

    /// <summary>A role expires soon.</summary>
    RoleExpiresSoon = 21,

    /// <summary>Nothing was found that runs <c>slipway refresh</c> on a schedule.</summary>
    RefreshNotScheduled = 22,

    /// <summary>The schedule of <c>slipway refresh</c> is too seldom for the timestamp's lifetime.</summary>
    RefreshTooSeldom = 23,

    /// <summary>A key in a file is in no backup that was restored once.</summary>
    BackupMissing = 24,

    /// <summary>A channel asks for more approvals than the repository does.</summary>
    ApprovalsNotEnforced = 25,

    /// <summary>Releases are no longer listed when they have baked.</summary>
    RetentionTooShort = 26,

    /// <summary>There is little room left for yanks.</summary>
    YanksNearlyFull = 27,

    /// <summary>A release is yanked that was never published.</summary>
    YankedAhead = 28,

    /// <summary>The store cannot be reached, read or listed.</summary>
    StoreUnreachable = 30,

    /// <summary>The store has no repository of this product yet.</summary>
    RepositoryMissing = 31,

    /// <summary>The repository does not verify from the trust anchor.</summary>
    RepositoryRefused = 32,

    /// <summary>The trust anchor is missing, or is not a root of this repository.</summary>
    TrustAnchorDiffers = 33,

    /// <summary>The store cannot be written to from here, or what was written cannot be deleted.</summary>
    StoreNotWritable = 34,

    /// <summary>The store replaces an object that was to be written once.</summary>
    WriteOnceNotEnforced = 35,

    /// <summary>The store replaces an object although it is not in the expected state any more.</summary>
    ReplaceNotEnforced = 36,

    /// <summary>Of several writers at the same time not exactly one won.</summary>
    RaceNotDecided = 37,

    /// <summary>The address that devices read cannot be read.</summary>
    DeviceUrlUnreadable = 40,

    /// <summary>The address that devices read shows another state than the store.</summary>
    DeviceUrlDiffers = 41,

    /// <summary>An object that does not exist is answered with something else than 403 or 404.</summary>
    MissingObjectAnswered = 42,

    /// <summary>What is in front of the store may keep the timestamp for longer than minutes.</summary>
    TimestampCached = 43,

    /// <summary>What never changes may not be cached.</summary>
    ImmutableNotCacheable = 44,

    /// <summary>The answer is encoded on the way, so that its bytes are not those that were signed.</summary>
    ContentEncoded = 45,

    /// <summary>A part of a file that is asked for is answered with all of it.</summary>
    RangeIgnored = 46,

    /// <summary>Answers have no entity tag.</summary>
    EntityTagMissing = 47,

    /// <summary>There is no token for the GitHub repository that releases go to.</summary>
    GitHubTokenMissing = 50,

    /// <summary>The token may not write releases in the GitHub repository.</summary>
    GitHubTokenInsufficient = 51,

    /// <summary>GitHub or the repository there cannot be reached.</summary>
    GitHubUnreachable = 52,
}
