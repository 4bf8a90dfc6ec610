using System.Collections.Immutable;

namespace Slipway.Publishing.Fleets;

/// <summary>What is known of the devices. Nobody has signed it: it informs people, and decides nothing.</summary>
/// <param name="Source">Where it was read, for people.</param>
/// <param name="Entries">The devices.</param>
/// <param name="Unreadable">How many were listed with a version, channel or runtime that is none.</param>
public sealed record Fleet(string Source, ImmutableArray<FleetEntry> Entries, long Unreadable)
{
    /// <summary>Whether each device is listed by its id, so that its place in a rollout is known.</summary>
    public bool IsByDevice => Entries.All(entry => entry.DeviceId is not null);
}
