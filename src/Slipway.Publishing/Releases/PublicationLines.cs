using Slipway.Channels;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Releases;

/// <summary>What a channel offers after a publication or promotion, in sentences for the log of a build.</summary>
public static class PublicationLines
{
    /// <summary>A line for each runtime, and one for the release on GitHub if there is one.</summary>
    public static IEnumerable<string> Of(Publication publication)
    {
        foreach (var offer in publication.Offers)
        {
            yield return $"{offer.Release.Version} {offer.Runtime} -> {publication.Channel} of {publication.Repository}, {Describe(publication.Rollout)} (sha256:{offer.Release.ManifestDigest})";
        }

        if (publication.GitHub is { } release)
        {
            yield return $"{release.Tag} -> {release.Page}{(release.IsPrerelease ? ", prerelease" : "")}";
        }
    }

    private static string Describe(Rollout rollout) =>
        $"{(rollout.State == RolloutState.Active ? "" : $"{rollout.State.ToString().ToLowerInvariant()} at ")}{RolloutShare.Format(rollout.Permyriad)}%";
}
