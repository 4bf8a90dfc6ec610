using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli;

/// <summary>Releases and rollouts in words.</summary>
internal static class PublicationText
{
    public static IEnumerable<string> Lines(Publication publication) =>
    [
        .. publication.Offers.Select(offer => $"{publication.Channel} {offer.Runtime} {offer.Release.Version} {Describe(publication.Rollout)} sha256:{offer.Release.ManifestDigest}"),
        .. publication.GitHub is { } release ? new[] { $"github {release.Tag} {(release.IsPrerelease ? "prerelease" : "release")} {release.Page}" } : [],
    ];

    public static string Describe(Rollout rollout) => rollout.State == RolloutState.Active
        ? Percent(rollout.Permyriad)
        : $"{rollout.State.ToString().ToLowerInvariant()} at {Percent(rollout.Permyriad)}{(rollout.Reason is { } reason ? $" ({reason})" : "")}";

    public static string Percent(int permyriad) => $"{RolloutShare.Format(permyriad)}%";
}
