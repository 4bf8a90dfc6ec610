namespace Slipway.Publishing.Gates;

/// <summary>When a gate of a channel is asked.</summary>
[Flags]
public enum GateMoment
{
    /// <summary>Before a release is promoted into the channel.</summary>
    Promote = 1,

    /// <summary>Before its rollout there goes on to the next wave.</summary>
    Advance = 2,
}
