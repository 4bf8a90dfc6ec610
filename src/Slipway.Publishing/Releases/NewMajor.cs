using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Releases;

/// <summary>A new major version that its offer does not allow: it is offered, and no device takes it.</summary>
internal static class NewMajor
{
    /// <summary>Says so, before the release bakes for days in front of devices that refuse it; null where it is allowed, or no step to another major version.</summary>
    public static string? Describe(ImmutableArray<Offer> offers) =>
        offers.FirstOrDefault(IsRefused) is { Release.Version: var version, Rollback.Version: var before, Channel: var channel }
            ? $"{version} is a new major version after {before}, and its offer does not allow that: devices of {channel} that run {before} refuse it (SLP4011). " +
              "To let them: publish it again with --allow-major (SlipwayAllowMajor), and promote it again where it has been promoted."
            : null;

    private static bool IsRefused(Offer offer) => !offer.AllowsMajor && offer.Rollback is { } before && before.Version.Major < offer.Release.Version.Major;
}
