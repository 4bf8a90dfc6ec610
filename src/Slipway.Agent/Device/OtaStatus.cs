namespace Slipway.Agent.Device;

/// <summary>Where a device is with its updates (REQUIREMENTS C09).</summary>
public enum OtaStatus
{
    /// <summary>Nothing is under way.</summary>
    Idle,

    /// <summary>An update is under way, or was interrupted and the next run finishes or undoes it.</summary>
    Updating,

    /// <summary>The last update succeeded.</summary>
    Completed,

    /// <summary>The last update did not, and the version before runs.</summary>
    Failed,
}
