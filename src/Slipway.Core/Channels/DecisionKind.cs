namespace Slipway.Channels;

/// <summary>What a device is to do.</summary>
public enum DecisionKind
{
    /// <summary>Nothing: it runs what it should.</summary>
    UpToDate,

    /// <summary>Nothing yet.</summary>
    Wait,

    /// <summary>Nothing, because what is offered is not allowed here.</summary>
    Refuse,

    /// <summary>Install the target.</summary>
    Update,

    /// <summary>Go back to the target, which the offer pins.</summary>
    RollBack,
}
