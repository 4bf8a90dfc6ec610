using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Releases;

/// <summary>Keeps the releases role small: it lists what an offer names, and the newest releases besides. The bytes stay in the store.</summary>
/// <remarks>
/// The newest are those published last, not those with the highest numbers: a fix for an old line is newer than the new line. The role
/// itself says when, under the builder's signature; what was listed by a version that did not say is older than what says it.
/// </remarks>
internal static class Retention
{
    private const string Stamped = "published_at";

    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>What the releases role says of a manifest that is published at <paramref name="time"/>, in Unix seconds. Nothing of other files: every device downloads it.</summary>
    public static JsonObject? Stamp(string path, DateTimeOffset time) =>
        Path.GetFileName(path) == BundleFolder.Manifest ? new() { [Stamped] = time.ToUnixTimeSeconds() } : null;

    /// <summary>When the builder listed a release, as its role says; null where it does not.</summary>
    public static DateTimeOffset? PublishedAt(RepositoryState state, ReleaseReference release) =>
        state.Find(ReleasePaths.ReleasesRole, release.ManifestPath) is { } file && PublicationTime(file) is > 0 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>The versions that are listed.</summary>
    public static IEnumerable<SemanticVersion> VersionsOf(RepositoryState state) =>
        state.Roles[ReleasePaths.ReleasesRole].Files.Keys.Select(VersionOf).Distinct();

    /// <summary>When the oldest of the <paramref name="newest"/> releases was published that stay although nothing names them; null while there are fewer, or where the role does not say.</summary>
    public static DateTimeOffset? OldestOfNewest(RepositoryState state, int newest) =>
        state.Roles[ReleasePaths.ReleasesRole].Files.Values
            .GroupBy(file => VersionOf(file.Path), file => PublicationTime(file))
            .Select(release => release.Max())
            .OrderDescending()
            .Skip(newest - 1)
            .Take(1)
            .Where(seconds => seconds > 0)
            .Select(seconds => (DateTimeOffset?)DateTimeOffset.FromUnixTimeSeconds(seconds))
            .FirstOrDefault();

    /// <summary>Takes off the list what nothing names and what is not among the newest.</summary>
    /// <param name="edit">The publication in the making.</param>
    /// <param name="newest">How many versions stay although nothing names them.</param>
    /// <param name="offers">The offers that the publication makes.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task ApplyAsync(RepositoryEdit edit, int newest, IEnumerable<Offer> offers, CancellationToken cancellation)
    {
        var releases = edit.Role(ReleasePaths.ReleasesRole).Files.Values.GroupBy(file => VersionOf(file.Path)).ToArray();
        if (releases.Length <= newest)
        {
            return;
        }

        var kept = releases.OrderByDescending(release => release.Max(PublicationTime)).ThenByDescending(release => release.Key).Select(release => release.Key).Take(newest).ToHashSet();
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

    private static long PublicationTime(TargetFile file) =>
        file.Custom?[Stamped] is JsonValue stamp && stamp.TryGetValue<long>(out var seconds) && seconds <= LatestTime ? seconds : 0;

    private static bool IsChannel(string role) => ChannelName.TryParse(role, out _);

    private static SemanticVersion VersionOf(string path) => SemanticVersion.Parse(path.Split('/')[1]);
}
