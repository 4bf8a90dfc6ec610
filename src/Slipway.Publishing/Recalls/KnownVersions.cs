using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Recalls;

/// <summary>The versions that a repository speaks of: a typing error must not look like a recall.</summary>
internal static class KnownVersions
{
    private const int Shown = 10;

    /// <summary>Refuses a version that the releases role does not list, no offer names, and no rollout is about.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.FileNotListed"/>.</exception>
    public static void Require(SemanticVersion version, RepositoryState state, IEnumerable<Offer> offers, IEnumerable<Rollout> rollouts)
    {
        var known = Retention.VersionsOf(state)
            .Concat(offers.SelectMany(offer => offer.NamedReleases.Select(release => release.Version).Concat(offer.AllowDowngradeFrom)))
            .Concat(rollouts.SelectMany(rollout => rollout.Yanked.Select(yanked => yanked.Version).Append(rollout.Version)))
            .Distinct().OrderDescending().ToImmutableArray();
        if (!known.Contains(version))
        {
            var listed = string.Join(", ", known.Take(Shown)) + (known.Length > Shown ? $" and {known.Length - Shown} older ones" : "");
            throw new InputException(InputFailure.FileNotListed, $"There is no release {version}: {(known.IsEmpty ? "nothing was published yet" : $"known are {listed}")}.")
            {
                Hint = "'slipway history' shows what was published. A version that is listed no more is left behind with --min-secure-version.",
            };
        }
    }
}
