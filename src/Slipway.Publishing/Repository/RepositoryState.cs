using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>One verified state of a repository: everything that a publisher builds on.</summary>
public sealed class RepositoryState
{
    private readonly TufClient _client;

    private readonly StoredObject? _timestamp;

    private readonly GatheredSource? _gathered;

    private RepositoryState(TufClient client, ImmutableDictionary<string, Targets> roles, StoredObject? timestamp, GatheredSource? gathered)
    {
        _client = client;
        _timestamp = timestamp;
        _gathered = gathered;
        Roles = roles;
    }

    /// <summary>The root.</summary>
    public Root Root => _client.Trusted.Root;

    /// <summary>The timestamp.</summary>
    public Timestamp Timestamp => _client.Trusted.Timestamp!;

    /// <summary>The snapshot.</summary>
    public Snapshot Snapshot => _client.Trusted.Snapshot!;

    /// <summary>Targets and every delegated role, by name.</summary>
    public ImmutableDictionary<string, Targets> Roles { get; }

    /// <summary>The channels among the roles, by name.</summary>
    public IEnumerable<ChannelName> Channels => Roles.Keys.Where(role => ChannelName.TryParse(role, out _)).Order(StringComparer.Ordinal).Select(ChannelName.Parse);

    /// <summary>The tag of <c>timestamp.json</c> in the store when this state was read.</summary>
    internal string? TimestampTag => _timestamp?.Tag;

    /// <summary>The bytes of <c>timestamp.json</c>.</summary>
    internal ReadOnlyMemory<byte> TimestampFile => _timestamp?.Bytes ?? default;

    /// <summary>The files that were read for it, by their places in the repository; null where the next publisher can read them as fast one by one.</summary>
    internal IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? FilesRead => _gathered?.Read;

    /// <summary>Reads what <paramref name="client"/> can verify.</summary>
    /// <param name="client">It reads the store.</param>
    /// <param name="timestamp">The timestamp that it is shown, or null where that is not the store's.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="gathered">What the client reads from, if it remembers that.</param>
    /// <exception cref="TrustException">Something was refused.</exception>
    internal static async Task<RepositoryState> ReadAsync(TufClient client, StoredObject? timestamp, CancellationToken cancellation, GatheredSource? gathered = null)
    {
        await client.RefreshAsync(cancellation);
        var targets = client.Trusted.Targets!;
        var roles = ImmutableDictionary.CreateBuilder<string, Targets>(StringComparer.Ordinal);
        roles[RoleNames.Targets] = targets;
        foreach (var delegation in targets.Delegations)
        {
            roles[delegation.Name] = await client.LoadRoleAsync(delegation, cancellation);
        }

        return new RepositoryState(client, roles.ToImmutable(), timestamp, gathered);
    }

    /// <summary>Makes sure that whoever has seen this state accepts what follows on it, under the same root. Nothing is read.</summary>
    /// <param name="timestamp">The timestamp that is to replace this one.</param>
    /// <param name="snapshot">The snapshot that it names, or null if it stays.</param>
    /// <param name="roles">Every role that the snapshot names anew.</param>
    /// <exception cref="TrustException">Readers would refuse it.</exception>
    internal void RequireFollows(RoleFile timestamp, RoleFile? snapshot, IReadOnlyCollection<RoleFile> roles)
    {
        var reader = _client.Trusted.StartAgain();
        reader.UpdateTimestamp(TimestampFile);
        reader.UpdateTimestamp(timestamp.Content.Bytes);
        if (snapshot is null)
        {
            return;
        }

        reader.UpdateSnapshot(snapshot.Content.Bytes);
        foreach (var role in roles.OrderBy(file => file.Role != RoleNames.Targets))
        {
            RequireLater(role.Role, role.Version, Snapshot.Files[RoleNames.FileOf(role.Role)].Version);
            _ = role.Role == RoleNames.Targets
                ? reader.UpdateTargets(role.Content.Bytes)
                : reader.UpdateDelegatedRole(role.Content.Bytes, (reader.Targets ?? Roles[RoleNames.Targets]).Delegations.First(delegation => delegation.Name == role.Role));
        }
    }

    /// <summary>The keys of a role and how many of them must sign.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>: the repository does not know the role.</exception>
    public RoleKeys KeysOf(string role) =>
        Root.Roles.TryGetValue(role, out var keys) ? keys
        : _client.DelegationTo(role)?.Keys ?? throw UnknownRole(role);

    /// <summary>What a role says.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>: the repository does not know the role.</exception>
    public Targets RoleOf(string role) => Roles.GetValueOrDefault(role) ?? throw UnknownRole(role);

    /// <summary>The version of a role in this state.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>: the repository does not know the role.</exception>
    public long VersionOf(string role) => role switch
    {
        RoleNames.Root => Root.Version,
        RoleNames.Snapshot => Snapshot.Version,
        RoleNames.Timestamp => Timestamp.Version,
        _ => RoleOf(role).Version,
    };

    /// <summary>When a role must have been signed again.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>: the repository does not know the role.</exception>
    public DateTimeOffset ExpiryOf(string role) => role switch
    {
        RoleNames.Root => Root.Expires,
        RoleNames.Snapshot => Snapshot.Expires,
        RoleNames.Timestamp => Timestamp.Expires,
        _ => RoleOf(role).Expires,
    };

    /// <summary>The file that a role lists under <paramref name="path"/>, or <see langword="null"/>.</summary>
    public TargetFile? Find(string role, string path) => Roles.GetValueOrDefault(role)?.Files.GetValueOrDefault(path);

    /// <summary>A channel's offer for a runtime, or <see langword="null"/>.</summary>
    public async Task<Offer?> ReadOfferAsync(ChannelName channel, RuntimeId runtime, CancellationToken cancellation) =>
        Find(channel.ToString(), ReleasePaths.Offer(channel, runtime)) is { } file ? await ReadOfferAsync(file, cancellation) : null;

    /// <summary>All offers of a channel, by runtime.</summary>
    public async Task<ImmutableArray<Offer>> ReadOffersAsync(ChannelName channel, CancellationToken cancellation)
    {
        var offers = ImmutableArray.CreateBuilder<Offer>();
        var files = Roles.GetValueOrDefault(channel.ToString())?.Files.Values ?? [];
        foreach (var file in files.Where(file => ReleasePaths.RuntimeOfOffer(channel, file.Path) is not null))
        {
            offers.Add(await ReadOfferAsync(file, cancellation));
        }

        return offers.DrainToImmutable();
    }

    /// <summary>A channel's rollout, or <see langword="null"/>.</summary>
    /// <exception cref="TrustException">What the rollout role lists in its place is none, or another channel's.</exception>
    public async Task<Rollout?> ReadRolloutAsync(ChannelName channel, CancellationToken cancellation)
    {
        if (Find(ReleasePaths.RolloutRole, ReleasePaths.Rollout(channel)) is not { } file)
        {
            return null;
        }

        try
        {
            var rollout = await ReadAsync(file, bytes => Rollout.Parse(bytes), cancellation);
            return rollout.Channel == channel ? rollout : throw new TrustException(TrustFailure.Foreign, file.Path, $"{file.Path} is a rollout of {rollout.Channel}: it has no place there.");
        }
        catch (TrustException refused)
        {
            throw new TrustException(refused.Failure, refused.Subject, refused.Message, refused)
            {
                Hint = $"Devices take nothing from {channel} meanwhile. If the rollout key was stolen, change it first; then 'slipway rollout halt --channel {channel}' puts a halted rollout in its place.",
            };
        }
    }

    /// <summary>An offer by its digest: one that a role lists, or one that it has listed before and remembers.</summary>
    internal Task<Offer> ReadOfferAsync(TargetFile file, CancellationToken cancellation) => ReadAsync(file, bytes => Offer.Parse(bytes), cancellation);

    /// <summary>A small document of a channel, by its digest.</summary>
    /// <exception cref="TrustException">It is missing, too long, other than listed, or malformed.</exception>
    internal async Task<T> ReadAsync<T>(TargetFile file, Func<byte[], T> parse, CancellationToken cancellation) =>
        Parse(file, await ReadAsync(file, MetadataLimits.OfferBytes, cancellation), parse);

    /// <summary>The verified bytes of a listed file.</summary>
    /// <param name="file">The file, as its role lists it.</param>
    /// <param name="limit">The most bytes that such a file may have.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TrustException">It is missing, longer than the limit, or other than listed.</exception>
    public Task<byte[]> ReadAsync(TargetFile file, long limit, CancellationToken cancellation) => _client.ReadTargetAsync(file, limit, cancellation);

    /// <summary>A listed release as offers name it, or <see langword="null"/>.</summary>
    /// <exception cref="TrustException">Its manifest is missing, other than listed, or malformed.</exception>
    public async Task<ReleaseReference?> ReadReferenceAsync(SemanticVersion version, RuntimeId runtime, CancellationToken cancellation)
    {
        var path = ReleasePaths.Bundle(version, runtime, BundleFolder.Manifest);
        if (Find(ReleasePaths.ReleasesRole, path) is not { Digest: { } digest } file)
        {
            return null;
        }

        var oldest = Parse(file, await ReadAsync(file, BundleLimits.MaxManifestBytes, cancellation), ReadMinCurrentVersion);
        return new ReleaseReference(version, path, digest, file.Length, oldest);
    }

    private static void RequireLater(string role, long version, long before)
    {
        if (version <= before)
        {
            throw new TrustException(TrustFailure.Rollback, role, $"The {role} metadata would get version {version}: expected one after {before}.");
        }
    }

    private static SemanticVersion? ReadMinCurrentVersion(byte[] manifestFile) =>
        new JsonFields(StrictJson.ParseObject(manifestFile)).Object("manifest").OptionalText("min_current_version") is { } oldest ? SemanticVersion.Parse(oldest) : null;

    private static InputException UnknownRole(string role) =>
        new(InputFailure.ChannelUnknown, $"The repository has no role '{role}'.")
        {
            Hint = "Channels are delegated to by the targets role when a repository is made.",
        };

    private static T Parse<T>(TargetFile file, byte[] bytes, Func<byte[], T> parse)
    {
        try
        {
            return parse(bytes);
        }
        catch (FormatException malformed)
        {
            throw new TrustException(TrustFailure.Malformed, file.Path, $"{file.Path} is malformed: {malformed.Message}.", malformed);
        }
    }
}
