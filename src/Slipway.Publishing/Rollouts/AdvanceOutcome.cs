namespace Slipway.Publishing.Rollouts;

/// <summary>What became of a channel's rollout when it was to go on.</summary>
public enum AdvanceOutcome
{
    /// <summary>The channel offers nothing.</summary>
    Nothing,

    /// <summary>There is no further wave.</summary>
    Complete,

    /// <summary>It goes to the next wave.</summary>
    Advanced,

    /// <summary>It stays where it is: see <see cref="RolloutAdvance.Refusals"/>.</summary>
    Waiting,

    /// <summary>Somebody else changed it at the same time. It stays as they left it.</summary>
    Overtaken,

    /// <summary>A gate found its threshold broken, and it is halted.</summary>
    Halted,

    /// <summary>A gate found its threshold broken, and devices go back.</summary>
    RolledBack,
}
