namespace Slipway.Publishing.Gates;

/// <summary>What a rollout does when a gate finds its threshold broken. A gate that has no answer only ever makes it wait.</summary>
public enum GateAction
{
    /// <summary>It stays at its share of the devices.</summary>
    Wait,

    /// <summary>It is halted: who has the release keeps it, nobody else gets it.</summary>
    Halt,

    /// <summary>It goes back: who has the release returns to the one that the offer pins.</summary>
    Rollback,
}
