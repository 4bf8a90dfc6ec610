namespace Slipway;

/// <summary>Which rule of slipway.json is not met, or not yet. The numbers are public: they are the last three digits of the code.</summary>
public enum PolicyFailure
{
    /// <summary>Releases enter the channel from another one.</summary>
    WrongSource = 1,

    /// <summary>The bytes have not been out long enough.</summary>
    BakeNotOver = 2,

    /// <summary>The step from the version that is offered is larger than the channel allows.</summary>
    StepTooLarge = 3,

    /// <summary>The channel offers a later version.</summary>
    NotForward = 4,

    /// <summary>The channel's role needs fewer signatures than slipway.json asks for.</summary>
    TooFewApprovals = 5,

    /// <summary>A gate was asked, and its threshold is not met.</summary>
    GateFailed = 6,

    /// <summary>A gate has no answer, which never counts as met.</summary>
    GateWithoutData = 7,

    /// <summary>The release was yanked.</summary>
    Yanked = 8,

    /// <summary>The release is halted, or on its way back, in the channel that it is to come from.</summary>
    HaltedInSource = 9,

    /// <summary>Releases are not published into the channel.</summary>
    NotPublishedHere = 10,

    /// <summary>There is no release to go back to.</summary>
    NothingToGoBackTo = 11,

    /// <summary>The release is below the oldest version that is safe to run.</summary>
    BelowFloor = 12,

    /// <summary>The present wave has not been watched long enough.</summary>
    SoakNotOver = 13,

    /// <summary>The rollout is halted, or goes back.</summary>
    RolloutStopped = 14,

    /// <summary>The rollout begins later.</summary>
    NotBegun = 15,

    /// <summary>The release is not yanked.</summary>
    NotYanked = 16,
}
