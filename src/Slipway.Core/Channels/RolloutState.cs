namespace Slipway.Channels;

/// <summary>What a rollout tells the devices of its channel to do with its version.</summary>
public enum RolloutState
{
    /// <summary>Take it when it is your turn.</summary>
    Active,

    /// <summary>Take it no more; who has it keeps it.</summary>
    Halted,

    /// <summary>Who has it goes back to the release that the offer pins for that.</summary>
    Rollback,
}
