namespace Slipway.Agent.Device;

/// <summary>How far a switch had come when it was written down. What the next start does about it is in <see cref="Updates.Recovery"/>.</summary>
public enum JournalPhase
{
    /// <summary>The new tree is complete; the links may have moved, or one of them, or none.</summary>
    Switching,

    /// <summary>The links have moved; the new version is being restarted and watched.</summary>
    Probation,

    /// <summary>The verdict was good and is not asked for again; the versions that nothing can go back to are being removed.</summary>
    Committing,

    /// <summary>The verdict was bad, or somebody asked to go back; every step of the way back can be repeated.</summary>
    RollingBack,
}
