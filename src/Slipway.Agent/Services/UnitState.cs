namespace Slipway.Agent.Services;

/// <summary>What systemd says of a unit, in its words.</summary>
/// <param name="Active">ActiveState: active, activating, deactivating, inactive, failed, ...</param>
/// <param name="Sub">SubState: running, auto-restart, dead, ...</param>
/// <param name="Restarts">NRestarts: how often systemd has started it again by itself.</param>
/// <param name="ExitStatus">ExecMainStatus: what its main process ended with.</param>
public sealed record UnitState(string Active, string Sub, long Restarts, long ExitStatus)
{
    /// <summary>Whether it runs.</summary>
    public bool IsActive => Active == "active";

    /// <summary>Whether it is stopping.</summary>
    public bool IsStopping => Active == "deactivating";

    /// <summary>Whether it died and systemd has given it up, or is about to start it again.</summary>
    public bool IsDead => Active == "failed" || Sub == "auto-restart";
}
