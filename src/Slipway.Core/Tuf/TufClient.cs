namespace Slipway.Tuf;

/// <summary>Reads a repository by the client workflow of the TUF specification (§5), one refresh per instance.</summary>
/// <remarks>
/// All trust decisions are <see cref="TrustedMetadata"/>'s; this class fetches, in the specification's order and within
/// <see cref="MetadataLimits"/>, and keeps what was trusted. Not thread-safe.
/// </remarks>
public sealed class TufClient
{
    private readonly ILocalMetadata _local;
    private readonly RepositoryMirrors _mirrors;
    private readonly LocalTrust _kept;
    private readonly Dictionary<string, byte[]> _roleBytes = new(StringComparer.Ordinal);

    private TufClient(TrustedMetadata trusted, ILocalMetadata local, RepositoryMirrors mirrors)
    {
        Trusted = trusted;
        _local = local;
        _mirrors = mirrors;
        _kept = new LocalTrust(local);
    }

    /// <summary>What is trusted so far.</summary>
    public TrustedMetadata Trusted { get; private set; }

    /// <summary>Starts from the newest local root, or from <paramref name="trustAnchor"/>. No request is made.</summary>
    /// <remarks>
    /// The anchor is started from where there is no local root, where it is damaged, and where it follows from another anchor: whoever
    /// replaces the anchor says that the old one is trusted no more. What was trusted because of the old one is forgotten then.
    /// </remarks>
    /// <param name="trustAnchor">A root that came with the installation.</param>
    /// <param name="local">What earlier runs trusted.</param>
    /// <param name="mirrors">The repository.</param>
    /// <param name="time">The one time of this run; all expiries are compared with it (TUF §5.1).</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TrustException">The trust anchor is malformed or not signed by its own keys. Nothing was forgotten.</exception>
    public static Task<TufClient> StartAsync(
        ReadOnlyMemory<byte> trustAnchor, ILocalMetadata local, RepositoryMirrors mirrors, DateTimeOffset time, CancellationToken cancellation) =>
        StartAsync(trustAnchor, local, mirrors, time, mayBeExpired: [], cancellation);

    /// <summary>As <see cref="StartAsync(ReadOnlyMemory{byte}, ILocalMetadata, RepositoryMirrors, DateTimeOffset, CancellationToken)"/>, but the expiry of some roles does not count.</summary>
    /// <param name="trustAnchor">A root that came with the installation.</param>
    /// <param name="local">What earlier runs trusted.</param>
    /// <param name="mirrors">The repository.</param>
    /// <param name="time">The one time of this run.</param>
    /// <param name="mayBeExpired">Roles that may have expired at that time; never root or targets.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TrustException">The trust anchor is malformed or not signed by its own keys. Nothing was forgotten.</exception>
    public static async Task<TufClient> StartAsync(
        ReadOnlyMemory<byte> trustAnchor,
        ILocalMetadata local,
        RepositoryMirrors mirrors,
        DateTimeOffset time,
        IReadOnlyCollection<string> mayBeExpired,
        CancellationToken cancellation) =>
        new(await new LocalTrust(local).StartAsync(trustAnchor, time, mayBeExpired, cancellation), local, mirrors);

    /// <summary>As <see cref="StartAsync(ReadOnlyMemory{byte}, ILocalMetadata, RepositoryMirrors, DateTimeOffset, CancellationToken)"/> from the trust anchor and with nothing local, but nothing ever expires: for publishers.</summary>
    /// <exception cref="TrustException">The root is malformed or not signed by its own keys.</exception>
    public static TufClient StartIgnoringExpiryUnsafe(ReadOnlyMemory<byte> trustAnchor, RepositoryMirrors mirrors) =>
        new(TrustedMetadata.StartFromIgnoringExpiryUnsafe(trustAnchor), new LocalMetadataInMemory(), mirrors);

    /// <summary>Brings root, timestamp, snapshot and targets up to date (TUF §5.3 to §5.6).</summary>
    /// <exception cref="TrustException">Something was refused. What was trusted before still is.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>: the repository cannot be asked, or lacks a file that it names.</exception>
    public Task RefreshAsync(CancellationToken cancellation) => RefreshAsync(received: null, cancellation);

    /// <summary>
    /// As <see cref="RefreshAsync(CancellationToken)"/>, but asks first whether the timestamp has changed at all, as long as everything that is
    /// kept is complete and fresh. If not, that one request without a body was all.
    /// </summary>
    /// <remarks>
    /// Whoever answers "unchanged" without cause gains what a replay of the kept timestamp would: a freeze until that expires (ATTACKS A7).
    /// A new root is seen with the next timestamp, which every rotation publishes.
    /// </remarks>
    /// <returns>Whether the repository was read; if not, everything that was trusted before is current.</returns>
    /// <exception cref="TrustException">Something was refused. What was trusted before still is.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>: the repository cannot be asked, or lacks a file that it names.</exception>
    public async Task<bool> RefreshIfChangedAsync(CancellationToken cancellation)
    {
        if (await _kept.TryTrustAllAsync(Trusted, cancellation) is not { } kept)
        {
            await RefreshAsync(cancellation);
            return true;
        }

        var answer = await ReadTimestampAsync(kept.TimestampTag, _ => { }, cancellation);
        if (answer.IsUnchanged)
        {
            Trusted = kept.Trusted;
            return false;
        }

        await RefreshAsync(answer, cancellation);
        return true;
    }

    /// <summary>Searches targets and its delegations for <paramref name="path"/>, depth first (TUF §5.6.7).</summary>
    /// <returns>The file, or <see langword="null"/> when no role that may list it does.</returns>
    /// <exception cref="TrustException">A role on the way was refused.</exception>
    public Task<TargetFile?> FindTargetAsync(string path, CancellationToken cancellation) =>
        new DelegationSearch(delegation => LoadRoleAsync(delegation, cancellation)).FindAsync(RequireTargets(), path);

    /// <summary>The delegation to <paramref name="role"/> in the top-level targets, or <see langword="null"/>.</summary>
    public DelegatedRole? DelegationTo(string role) => RequireTargets().Delegations.FirstOrDefault(delegation => delegation.Name == role);

    /// <summary>The current metadata of a delegated role.</summary>
    /// <exception cref="TrustException">The role was refused, or the snapshot does not name it.</exception>
    public Task<Targets> LoadRoleAsync(DelegatedRole delegation, CancellationToken cancellation) =>
        LoadAsync(delegation.Name, bytes => Trusted.UpdateDelegatedRole(bytes, delegation), cancellation);

    /// <summary>Reads a listed file into memory and verifies it.</summary>
    /// <param name="file">The file, as its role lists it.</param>
    /// <param name="limit">The most bytes that such a file may have, whatever length its role states.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TrustException">It is longer than the limit, or longer, shorter or other than listed.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>: it cannot be read, or is missing.</exception>
    public async Task<byte[]> ReadTargetAsync(TargetFile file, long limit, CancellationToken cancellation)
    {
        file.RequireAtMost(limit);
        using var content = new MemoryStream((int)Math.Min(file.Length, int.MaxValue));
        await DownloadAsync(file, content, progress: null, cancellation);
        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }

    /// <summary>As <see cref="ReadTargetAsync"/>, for small files that are read again and again: bytes that are kept are not asked for.</summary>
    /// <exception cref="TrustException">As for <see cref="ReadTargetAsync"/>.</exception>
    /// <exception cref="DeviceException">As for <see cref="ReadTargetAsync"/>.</exception>
    public async Task<byte[]> ReadKeptTargetAsync(TargetFile file, long limit, CancellationToken cancellation)
    {
        file.RequireAtMost(limit);
        var place = LocalFile.Target(file.Path);
        if (await _local.ReadAsync(place, cancellation) is { } kept && file.Describes(kept))
        {
            return kept;
        }

        var bytes = await ReadTargetAsync(file, limit, cancellation);
        await _local.WriteAsync(place, bytes, cancellation);
        return bytes;
    }

    /// <summary>Copies a listed file to <paramref name="destination"/>, hashing as it goes, and verifies it.</summary>
    /// <remarks>
    /// What lies behind the destination's position, where it can be read, is taken for the beginning of the file and continued. So does the next mirror
    /// where one fails halfway; what does not fit together then is begun again from the start, if the destination can seek. After a refusal or a
    /// failure the destination holds bytes that nobody vouches for, at most as many as the role lists.
    /// </remarks>
    /// <exception cref="TrustException">It is longer, shorter or other than listed.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>: it cannot be read, or is missing.</exception>
    public async Task DownloadAsync(TargetFile file, Stream destination, IProgress<long>? progress, CancellationToken cancellation)
    {
        var path = Escape(Trusted.Root.HasConsistentSnapshots ? file.RepositoryPath : $"targets/{file.Path}");
        using var download = new TargetDownload(file, path, destination, progress);
        await download.TakeUpAsync(cancellation);
        _ = await _mirrors.ReadAsync(download, cancellation) ?? throw Missing(path);
    }

    private async Task RefreshAsync(TimestampAnswer? received, CancellationToken cancellation)
    {
        await RefreshRootAsync(cancellation);
        await RefreshTimestampAsync(received, cancellation);
        await RefreshSnapshotAsync(cancellation);
        await LoadAsync(RoleNames.Targets, bytes => Trusted.UpdateTargets(bytes), cancellation);
    }

    private async Task RefreshRootAsync(CancellationToken cancellation)
    {
        for (var rotation = 0; rotation < MetadataLimits.RootRotations; rotation++)
        {
            var before = Trusted.Root;
            var path = $"metadata/{before.Version + 1}.root.json";
            if (await FetchAsync(path, MetadataLimits.RootBytes, RoleNames.Root, Trusted.UpdateRoot, cancellation) is not { } bytes)
            {
                break;
            }

            await _kept.TakeRootAsync(before, Trusted.Root, bytes, cancellation);
        }
    }

    private async Task RefreshTimestampAsync(TimestampAnswer? received, CancellationToken cancellation)
    {
        await TryLocalAsync(RoleNames.Timestamp, bytes => Trusted.UpdateTimestamp(bytes), cancellation);
        var before = Trusted.Timestamp;
        var isTaken = received is not null && LocalTrust.Passes(() => Trusted.UpdateTimestamp(received.Bytes));
        var answer = isTaken ? received! : await ReadTimestampAsync(knownTag: null, bytes => Trusted.UpdateTimestamp(bytes), cancellation);
        await _kept.TakeTimestampAsync(answer, isNew: !ReferenceEquals(before, Trusted.Timestamp), cancellation);
    }

    private async Task<TimestampAnswer> ReadTimestampAsync(string? knownTag, Action<byte[]> verify, CancellationToken cancellation)
    {
        const string path = "metadata/timestamp.json";
        return await _mirrors.ReadAsync(async source =>
        {
            var file = await source.OpenTaggedAsync(path, knownTag, cancellation);
            await using var content = file.Content;
            if (content is null)
            {
                return file.IsUnchanged ? new TimestampAnswer([], knownTag, IsUnchanged: true) : null;
            }

            var bytes = await BoundedStream.ReadAllAsync(content, MetadataLimits.TimestampBytes, RoleNames.Timestamp, cancellation);
            verify(bytes);
            return new TimestampAnswer(bytes, file.Tag, IsUnchanged: false);
        }, cancellation) ?? throw Missing(path);
    }

    private async Task RefreshSnapshotAsync(CancellationToken cancellation)
    {
        var wanted = Trusted.Timestamp!.Snapshot;
        if (await TryLocalAsync(RoleNames.Snapshot, bytes => Trusted.UpdateSnapshot(bytes, isSuperseded: true), cancellation))
        {
            return;
        }

        var path = MetadataPath(RoleNames.Snapshot, wanted.Version);
        var bytes = await FetchAsync(path, Limit(wanted, MetadataLimits.SnapshotBytes), RoleNames.Snapshot, bytes => Trusted.UpdateSnapshot(bytes), cancellation)
            ?? throw Missing(path);
        await _local.WriteAsync(LocalFile.Role(RoleNames.Snapshot), bytes, cancellation);
    }

    /// <summary>The metadata of a role: from what this run has, else the local file if it still passes, else the repository's.</summary>
    private async Task<Targets> LoadAsync(string role, Func<ReadOnlyMemory<byte>, Targets> verify, CancellationToken cancellation)
    {
        if (_roleBytes.TryGetValue(role, out var known))
        {
            return verify(known);
        }

        Targets? trusted = null;
        if (!await TryLocalAsync(role, bytes => trusted = verify(bytes), cancellation))
        {
            var wanted = Trusted.DescriptionOf(role);
            var path = MetadataPath(role, wanted.Version);
            var bytes = await FetchAsync(path, Limit(wanted, MetadataLimits.TargetsBytes), role, bytes => trusted = verify(bytes), cancellation)
                ?? throw Missing(path);
            await _local.WriteAsync(LocalFile.Role(role), bytes, cancellation);
            _roleBytes[role] = bytes;
        }

        return trusted!;
    }

    /// <summary>Offers the local file of a role. One that is refused is no error: the repository's is fetched instead.</summary>
    private async Task<bool> TryLocalAsync(string role, Action<byte[]> verify, CancellationToken cancellation)
    {
        if (await _local.ReadAsync(LocalFile.Role(role), cancellation) is not { } bytes || !LocalTrust.Passes(() => verify(bytes)))
        {
            return false;
        }

        _roleBytes[role] = bytes;
        return true;
    }

    /// <summary>The bytes of a file that passed <paramref name="verify"/>, or null when the repository does not have it.</summary>
    private Task<byte[]?> FetchAsync(string path, long limit, string role, Action<ReadOnlyMemory<byte>> verify, CancellationToken cancellation) =>
        _mirrors.ReadAsync(async source =>
        {
            await using var stream = await source.OpenAsync(path, cancellation);
            if (stream is null)
            {
                return null;
            }

            var bytes = await BoundedStream.ReadAllAsync(stream, limit, role, cancellation);
            verify(bytes);
            return bytes;
        }, cancellation);

    private string MetadataPath(string role, long version)
    {
        var file = RoleNames.FileOf(Uri.EscapeDataString(role));
        return Trusted.Root.HasConsistentSnapshots ? $"metadata/{version}.{file}" : $"metadata/{file}";
    }

    /// <summary>A stated length may only lower the limit: whoever stole the online keys states what they like (ATTACKS A3, A14).</summary>
    private static long Limit(MetadataFile file, long most) => Math.Min(file.Length ?? most, most);

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private Targets RequireTargets() =>
        Trusted.Targets ?? throw new InvalidOperationException("Targets are looked up after a refresh.");

    /// <summary>A repository that lacks what its own metadata names is being copied, or cut off: that is no attack, and asking later may help.</summary>
    private static DeviceException Missing(string path) =>
        new(DeviceFailure.Transport, $"The repository does not have {path}.")
        {
            Hint = "Check the repository's address, and that its server lets this device in: also what it refuses with 403 counts as missing. A copy of a repository may be incomplete, too.",
        };
}
