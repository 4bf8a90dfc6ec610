using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Slipway.Publishing.Releases;

namespace Slipway.MSBuild;

/// <summary>What a channel offers now, in one line for each runtime.</summary>
internal static class PublicationLog
{
    public static void Write(TaskLoggingHelper log, Publication publication)
    {
        foreach (var offer in publication.Offers)
        {
            log.LogMessage(
                MessageImportance.High,
                "{0} {1} -> {2} of {3}, {4:0.##}% (sha256:{5})",
                offer.Release.Version, offer.Runtime, publication.Channel, publication.Repository, publication.Rollout.Permyriad / 100m, offer.Release.ManifestDigest);
        }

        if (publication.GitHub is { } release)
        {
            log.LogMessage(MessageImportance.High, "{0} -> {1}{2}", release.Tag, release.Page, release.IsPrerelease ? ", prerelease" : "");
        }
    }
}
