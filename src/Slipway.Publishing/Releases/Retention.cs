using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Releases;

/// <summary>Keeps the releases role small: it lists what an offer names, and the newest versions besides. The bytes stay in the store.</summary>
internal static class Retention
{
    /// <summary>Takes off the list what nothing names and what is not among the newest.</summary>
    /// <param name="edit">The publication in the making.</param>
    /// <param name="newest">How many versions stay although nothing names them.</param>
    /// <param name="offers">The offers that the publication makes.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task ApplyAsync(RepositoryEdit edit, int newest, IEnumerable<Offer> offers, CancellationToken cancellation)
    {
        var versions = edit.Role(ReleasePaths.ReleasesRole).Files.Keys.Select(VersionOf).Distinct().ToArray();
        if (versions.Length <= newest)
        {
            return;
        }

        var kept = versions.OrderDescending().Take(newest).ToHashSet();
        var standing = offers.ToDictionary(offer => (offer.Channel, offer.Runtime));
        foreach (var role in edit.State.Roles.Keys.Where(IsChannel))
        {
            foreach (var offer in await edit.State.ReadOffersAsync(ChannelName.Parse(role), cancellation))
            {
                standing.TryAdd((offer.Channel, offer.Runtime), offer);
            }
        }

        kept.UnionWith(standing.Values.SelectMany(offer => offer.NamedReleases).Select(release => release.Version));
        edit.Remove(ReleasePaths.ReleasesRole, file => !kept.Contains(VersionOf(file.Path)));
    }

    private static bool IsChannel(string role) => ChannelName.TryParse(role, out _);

    private static SemanticVersion VersionOf(string path) => SemanticVersion.Parse(path.Split('/')[1]);
}
