namespace Slipway.Publishing.Promotions;

/// <summary>What would become of a promotion.</summary>
public enum PlanVerdict
{
    /// <summary>It would go ahead.</summary>
    Ready,

    /// <summary>Only time stands against it.</summary>
    NotYet,

    /// <summary>It would be refused.</summary>
    Refused,
}
