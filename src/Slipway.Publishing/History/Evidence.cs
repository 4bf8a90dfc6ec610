namespace Slipway.Publishing.History;

/// <summary>What bears out that something was published, the strongest first.</summary>
public enum Evidence
{
    /// <summary>The current timestamp leads to it.</summary>
    Current,

    /// <summary>A snapshot that is still in the store names these bytes.</summary>
    Snapshot,

    /// <summary>The role's keys signed it. The snapshots of that time are gone, so it may never have been published.</summary>
    Signature,

    /// <summary>Nothing.</summary>
    None,
}
