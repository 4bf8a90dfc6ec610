using System.Collections.Immutable;
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
            : [.. affected.Select(offer => FindObstacle(rollout, offer)).OfType<PolicyRefusal>()];
    }

    private static PolicyRefusal? FindObstacle(Rollout rollout, Offer offer)
    {
        var subject = $"The offer of {rollout.Version} for {offer.Runtime} in {rollout.Channel}";
        return offer.Rollback is not { } target || target.Version >= rollout.Version ? Nothing($"{subject} pins no older release")
            : rollout.Yanked.Any(release => release.Version == target.Version) ? Nothing($"{subject} pins {target.Version}, which was yanked")
            : target.Version < offer.MinSecureVersion ? new PolicyRefusal(PolicyFailure.BelowFloor, $"{subject} pins {target.Version}, which is below {offer.MinSecureVersion}, the oldest version that is safe to run.", "Devices would refuse it. Halt the rollout, and publish the mended software under a new version.")
            : null;
    }

    private static PolicyRefusal Nothing(string found) =>
        new(PolicyFailure.NothingToGoBackTo, $"{found}: there is nothing for devices to go back to.", "Halt the rollout, and publish the old content under a new version.");
}
