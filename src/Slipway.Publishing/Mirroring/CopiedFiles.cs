using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Mirroring;

/// <summary>Which files of a repository the devices of a selection read, and no others: what a pack and a mirror consist of.</summary>
internal sealed class CopiedFiles
{
    private readonly SortedDictionary<string, RepositoryFile> _targets = new(StringComparer.Ordinal);
    private readonly TufClient _client;

    private CopiedFiles(TufClient client) => _client = client;

    /// <summary>In the order in which they may appear to readers: what is named before what names it, and the timestamp last.</summary>
    public ImmutableArray<RepositoryFile> InOrder { get; private set; }

    /// <summary>Their length together.</summary>
    public long Length => InOrder.Sum(file => file.Length);

    /// <summary>The repository's first root, which tells it from others.</summary>
    public RepositoryFile FirstRoot { get; private set; } = null!;

    /// <summary>How many offers are among them.</summary>
    public int Offers { get; private set; }

    /// <summary>Refreshes <paramref name="client"/>, which keeps what it trusts in <paramref name="received"/>, and selects.</summary>
    /// <exception cref="TrustException">Metadata, an offer or a manifest was refused.</exception>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: a channel has no offer for a runtime.</exception>
    public static async Task<CopiedFiles> ReadAsync(TufClient client, ReceivedMetadata received, CopySelection selection, CancellationToken cancellation)
    {
        await client.RefreshAsync(cancellation);
        var files = new CopiedFiles(client);
        var releases = await files.LoadAsync(ReleasePaths.ReleasesRole, cancellation);
        var rollouts = await files.LoadAsync(ReleasePaths.RolloutRole, cancellation);
        List<(string Role, long Version)> roles = [(ReleasePaths.ReleasesRole, releases.Version), (ReleasePaths.RolloutRole, rollouts.Version)];
        foreach (var channel in selection.Channels.Distinct())
        {
            var role = await files.LoadAsync(channel.ToString(), cancellation);
            roles.Add((channel.ToString(), role.Version));
            files.AddIfListed(rollouts, ReleasePaths.Rollout(channel));
            await files.AddOffersAsync(role, channel, selection.Runtimes, releases, cancellation);
        }

        roles.AddRange([(RoleNames.Targets, client.Trusted.Targets!.Version), (RoleNames.Snapshot, client.Trusted.Snapshot!.Version)]);
        files.Arrange(received, roles);
        return files;
    }

    private async Task<Targets> LoadAsync(string role, CancellationToken cancellation) => _client.DelegationTo(role) is { } delegation
        ? await _client.LoadRoleAsync(delegation, cancellation)
        : throw new InputException(InputFailure.ChannelUnknown, $"The repository has no channel or role '{role}'.");

    private async Task AddOffersAsync(Targets role, ChannelName channel, ImmutableArray<RuntimeId> runtimes, Targets releases, CancellationToken cancellation)
    {
        foreach (var runtime in runtimes.IsEmpty ? OfferedRuntimes(role, channel) : runtimes)
        {
            var file = AddIfListed(role, ReleasePaths.Offer(channel, runtime))
                ?? throw new StoreException(StoreFailure.NotInChannel, $"{channel} offers nothing for {runtime}.")
                {
                    Hint = "Leave --rid out to take what is offered, or publish for that runtime first.",
                };
            Offers++;
            foreach (var release in (await ReadOfferAsync(file, cancellation)).NamedReleases)
            {
                AddBundle(releases, release);
            }
        }
    }

    private static IEnumerable<RuntimeId> OfferedRuntimes(Targets role, ChannelName channel) =>
        role.Files.Keys.Select(path => ReleasePaths.RuntimeOfOffer(channel, path)).OfType<RuntimeId>();

    private async Task<Offer> ReadOfferAsync(TargetFile file, CancellationToken cancellation)
    {
        var bytes = await _client.ReadTargetAsync(file, MetadataLimits.OfferBytes, cancellation);
        try
        {
            return Offer.Parse(bytes);
        }
        catch (FormatException malformed)
        {
            throw new TrustException(TrustFailure.Malformed, file.Path, $"{file.Path} is malformed: {malformed.Message}.", malformed);
        }
    }

    /// <summary>Every file that the builder's role lists, and may list, beside the manifest that the offer pins: what a device would find (ATTACKS A12).</summary>
    private void AddBundle(Targets releases, ReleaseReference release)
    {
        if (releases.Files.GetValueOrDefault(release.ManifestPath)?.Digest != release.ManifestDigest)
        {
            throw new TrustException(
                TrustFailure.TargetNotFound, release.ManifestPath, $"An offer names {release.Version} by a manifest that the releases role does not list.");
        }

        var delegation = _client.DelegationTo(ReleasePaths.ReleasesRole)!;
        foreach (var path in releases.Files.Keys.Where(path => path.StartsWith(release.PathOf(""), StringComparison.Ordinal) && delegation.Covers(path)))
        {
            AddIfListed(releases, path);
        }
    }

    private TargetFile? AddIfListed(Targets role, string path)
    {
        if (role.Files.GetValueOrDefault(path) is not { } file)
        {
            return null;
        }

        if (path.AsSpan().IndexOfAny('\\', ':', '\0') >= 0)
        {
            // Elsewhere these separate folders and volumes: the copy may be made on any system (ATTACKS J3).
            throw new TrustException(TrustFailure.Malformed, path, $"The path '{PlainText.Of(path)}' is not one that every system takes for the name of a file.");
        }

        var digest = file.Digest ?? throw new TrustException(TrustFailure.Malformed, path, $"{path} is listed without a SHA-256 digest.");
        _targets[file.RepositoryPath] = new RepositoryFile(
            file.RepositoryPath, file.Length, digest, (destination, cancellation) => _client.DownloadAsync(file, destination, progress: null, cancellation));
        return file;
    }

    /// <summary>A root that replaces the timestamp's keys comes just before the timestamp that they signed.</summary>
    private void Arrange(ReceivedMetadata received, List<(string Role, long Version)> roles)
    {
        var newest = _client.Trusted.Root.Version;
        var roots = received.Roots.Select((bytes, i) => new RepositoryFile(RepositoryFiles.Of(RoleNames.Root, newest - received.Roots.Count + 1 + i), bytes)).ToArray();
        FirstRoot = roots[0];
        InOrder =
        [
            .. _targets.Values,
            .. roles.Select(role => new RepositoryFile(RepositoryFiles.Of(role.Role, role.Version), received[role.Role])),
            .. roots,
            new RepositoryFile(RepositoryFiles.Timestamp, received.NewestTimestamp),
        ];
    }
}
