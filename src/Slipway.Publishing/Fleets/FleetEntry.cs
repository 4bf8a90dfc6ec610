using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Fleets;

/// <summary>One device, or several that run the same version.</summary>
/// <param name="Version">The version that they run, or null where they have none installed.</param>
/// <param name="Count">How many they are.</param>
public sealed record FleetEntry(SemanticVersion? Version, long Count)
{
    /// <summary>The device's id, or null where it is not said which devices they are.</summary>
    public string? DeviceId { get; init; }

    /// <summary>The channel that they follow, or null where that is not said.</summary>
    public ChannelName? Channel { get; init; }

    /// <summary>Their runtime, or null where that is not said.</summary>
    public RuntimeId? Runtime { get; init; }
}
