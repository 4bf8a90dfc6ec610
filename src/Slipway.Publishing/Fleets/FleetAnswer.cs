namespace Slipway.Publishing.Fleets;

/// <summary>What could be learnt of the devices.</summary>
/// <param name="Fleet">The devices, or null.</param>
/// <param name="Problem">Why a service could not be asked, without a full stop; null where nobody was to be asked.</param>
public sealed record FleetAnswer(Fleet? Fleet, string? Problem = null)
{
    /// <summary>Nobody was to be asked.</summary>
    public static FleetAnswer None { get; } = new(null, null);
}
