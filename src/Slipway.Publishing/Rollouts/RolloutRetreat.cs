using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Rollouts;

/// <summary>Whether devices can go back from the release of a rollout.</summary>
internal static class RolloutRetreat
{
    /// <summary>Why they would not, for each runtime; none: they would.</summary>
    public static ImmutableArray<PolicyRefusal> FindObstacles(Rollout rollout, ImmutableArray<Offer> offers)
    {
        ImmutableArray<Offer> affected = [.. offers.Where(offer => offer.Release.Version == rollout.Version)];
        return affected.IsEmpty
            ? [Nothing($"{rollout.Channel} does not offer {rollout.Version} any more")]
            : [.. affected.Select(offer => FindObstacle(rollout.Version, rollout.Yanked, offer)).OfType<PolicyRefusal>()];
    }

    /// <summary>Why a device that runs <paramref name="left"/> would not go back to what the offer pins; null: it would.</summary>
    public static PolicyRefusal? FindObstacle(SemanticVersion left, ImmutableArray<YankedRelease> yanked, Offer offer)
    {
        var subject = $"The offer of {offer.Release.Version} for {offer.Runtime} in {offer.Channel}";
        return offer.Rollback is not { } target || target.Version >= left ? Nothing($"{subject} pins no older release")
            : yanked.Any(release => release.Version == target.Version) ? Nothing($"{subject} pins {target.Version}, which was yanked")
            : target.Version < offer.MinSecureVersion ? new PolicyRefusal(PolicyFailure.BelowFloor, $"{subject} pins {target.Version}, which is below {offer.MinSecureVersion}, the oldest version that is safe to run.", "Devices would refuse it. Halt the rollout, and publish the mended software under a new version.")
            : null;
    }

    private static PolicyRefusal Nothing(string found) =>
        new(PolicyFailure.NothingToGoBackTo, $"{found}: there is nothing for devices to go back to.", "Halt the rollout, and publish the old content under a new version.");
}
