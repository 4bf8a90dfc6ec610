using System.Collections.Immutable;

namespace Slipway.Publishing.Promotions;

/// <summary>What the devices that are known of would do.</summary>
/// <param name="Source">Where they were read.</param>
/// <param name="IsByDevice">Whether each is known by its id: then who is in which wave is known too, and else expected.</param>
/// <param name="Fates">What those do whom the release is offered to, the newest version first.</param>
public sealed record FleetForecast(string Source, bool IsByDevice, ImmutableArray<DeviceFate> Fates)
{
    /// <summary>How many the release is offered to.</summary>
    public long Total => Fates.Sum(fate => fate.Count);

    /// <summary>How many follow other channels.</summary>
    public required long Elsewhere { get; init; }

    /// <summary>How many follow the channel, and have a runtime that the release is not made for.</summary>
    public required long WithoutOffer { get; init; }

    /// <summary>How many were listed with something that cannot be read.</summary>
    public required long Unreadable { get; init; }

    /// <summary>How many did not say which channel they follow; they are counted as if they followed this one.</summary>
    public required long OfUnknownChannel { get; init; }
}
