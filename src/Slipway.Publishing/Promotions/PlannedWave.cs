namespace Slipway.Publishing.Promotions;

/// <summary>One step of the rollout.</summary>
/// <param name="Permyriad">The share of devices, in ten thousandths.</param>
/// <param name="Begins">When it begins at the earliest.</param>
/// <param name="Soak">How long it is watched before the next.</param>
public sealed record PlannedWave(int Permyriad, DateTimeOffset Begins, TimeSpan Soak)
{
    /// <summary>How many devices have been told to install the release by then, or null where that is not known.</summary>
    public long? Devices { get; init; }
}
