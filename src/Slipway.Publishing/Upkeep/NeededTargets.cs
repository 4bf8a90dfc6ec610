using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Upkeep;

/// <summary>The objects below <c>targets/</c> that something still names.</summary>
internal sealed class NeededTargets
{
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _releases = new(StringComparer.Ordinal);

    /// <summary>What the metadata lists.</summary>
    public void Add(ClaimedMetadata metadata) => _paths.UnionWith(metadata.Targets);

    /// <summary>The whole bundle of each release that a current offer names: itself, to go back to, or on the way. The former offers that channels remember, too.</summary>
    /// <exception cref="TrustException">An offer or a history is missing, or other than listed.</exception>
    public async Task AddOffersAsync(RepositoryState state, CancellationToken cancellation)
    {
        foreach (var channel in state.Roles.Keys.Where(role => ChannelName.TryParse(role, out _)).Select(ChannelName.Parse))
        {
            foreach (var offer in await state.ReadOffersAsync(channel, cancellation))
            {
                _folders.UnionWith(offer.NamedReleases.Select(release => FolderOf(RepositoryFiles.Targets + release.ManifestPath)));
            }

            var history = await OfferHistory.ReadAsync(state, channel, cancellation);
            _paths.UnionWith(history.Offers.Select(former => former.File.RepositoryPath));
        }
    }

    /// <summary>Every file of a release that was yanked: whoever looks into the case needs its bytes.</summary>
    /// <exception cref="TrustException">A rollout is missing, or other than listed.</exception>
    public async Task AddYankedAsync(RepositoryState state, CancellationToken cancellation)
    {
        foreach (var yanked in await YankedReleases.ReadAsync(state, cancellation))
        {
            _releases.Add($"{RepositoryFiles.Targets}releases/{yanked.Version}/");
        }
    }

    public bool Contains(string path) => _paths.Contains(path) || _folders.Contains(FolderOf(path)) || _releases.Contains(ReleaseFolderOf(path));

    /// <summary>Whether the name begins with a digest, as that of every object does that a publisher writes here.</summary>
    public static bool IsPublished(string path)
    {
        var name = path[FolderOf(path).Length..];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && dot < name.Length - 1 && Sha256Digest.TryParse(name[..dot], out _);
    }

    /// <summary>The first three segments: a release's folders lie there, one a runtime.</summary>
    private static string ReleaseFolderOf(string path) => string.Concat(path.Split('/').Take(3).Select(segment => segment + '/'));

    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];
}
