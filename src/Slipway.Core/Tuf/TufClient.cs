using System.Security.Cryptography;

namespace Slipway.Tuf;

/// <summary>Reads a repository by the client workflow of the TUF specification (§5), one refresh per instance.</summary>
/// <remarks>
/// All trust decisions are <see cref="TrustedMetadata"/>'s; this class fetches, in the specification's order and within
/// <see cref="MetadataLimits"/>, and keeps what was trusted. Not thread-safe.
/// </remarks>
public sealed class TufClient
{
    private readonly ILocalMetadata _local;
    private readonly IRepositorySource _source;
    private readonly TrustedMetadata _trusted;
    private readonly Dictionary<string, byte[]> _roleBytes = new(StringComparer.Ordinal);

    private TufClient(TrustedMetadata trusted, ILocalMetadata local, IRepositorySource source)
    {
        _trusted = trusted;
        _local = local;
        _source = source;
    }

    /// <summary>What is trusted so far.</summary>
    public TrustedMetadata Trusted => _trusted;

    /// <summary>Starts from the newest local root, or from <paramref name="trustAnchor"/>. No request is made.</summary>
    /// <remarks>
    /// The anchor is started from where there is no local root, where it is damaged, and where it follows from another anchor: whoever
    /// replaces the anchor says that the old one is trusted no more. What was trusted because of the old one is forgotten then.
    /// </remarks>
    /// <param name="trustAnchor">A root that came with the installation.</param>
    /// <param name="local">What earlier runs trusted.</param>
    /// <param name="source">The repository.</param>
    /// <param name="time">The one time of this run; all expiries are compared with it (TUF §5.1).</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TrustException">The trust anchor is malformed or not signed by its own keys. Nothing was forgotten.</exception>
    public static async Task<TufClient> StartAsync(
        ReadOnlyMemory<byte> trustAnchor, ILocalMetadata local, IRepositorySource source, DateTimeOffset time, CancellationToken cancellation)
    {
        var root = await local.ReadAsync(RoleNames.Root, cancellation);
        var isSameAnchor = await local.ReadTrustAnchorAsync(cancellation) is { } known && trustAnchor.Span.SequenceEqual(known);
        if (isSameAnchor && root is not null && TryStartFrom(root, time) is { } trusted)
        {
            return new TufClient(trusted, local, source);
        }

        var client = new TufClient(TrustedMetadata.StartFrom(trustAnchor, time), local, source);
        await client.TakeAnchorAsync(trustAnchor, root, isSameAnchor, cancellation);
        return client;
    }

    /// <summary>As <see cref="StartAsync"/> from the trust anchor and with nothing local, but nothing ever expires: for publishers.</summary>
    /// <exception cref="TrustException">The root is malformed or not signed by its own keys.</exception>
    public static TufClient StartIgnoringExpiryUnsafe(ReadOnlyMemory<byte> trustAnchor, IRepositorySource source) =>
        new(TrustedMetadata.StartFromIgnoringExpiryUnsafe(trustAnchor), new LocalMetadataInMemory(), source);

    /// <summary>Brings root, timestamp, snapshot and targets up to date (TUF §5.3 to §5.6).</summary>
    /// <exception cref="TrustException">Something was refused. What was trusted before still is.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>: the repository cannot be asked.</exception>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await RefreshRootAsync(cancellation);
        await RefreshTimestampAsync(cancellation);
        await RefreshSnapshotAsync(cancellation);
        await LoadAsync(RoleNames.Targets, bytes => _trusted.UpdateTargets(bytes), cancellation);
    }

    /// <summary>Searches targets and its delegations for <paramref name="path"/>, depth first (TUF §5.6.7).</summary>
    /// <returns>The file, or <see langword="null"/> when no role that may list it does.</returns>
    /// <exception cref="TrustException">A role on the way was refused.</exception>
    public async Task<TargetFile?> FindTargetAsync(string path, CancellationToken cancellation)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<(Targets Delegator, DelegatedRole? Delegation)>();
        waiting.Push((RequireTargets(), null));
        while (waiting.TryPop(out var next))
        {
            if (next.Delegation is not null && (visited.Count >= MetadataLimits.DelegatedRoles || !visited.Add(next.Delegation.Name)))
            {
                continue;
            }

            var role = next.Delegation is { } delegation ? await LoadRoleAsync(delegation, cancellation) : next.Delegator;
            if (role.Files.TryGetValue(path, out var file))
            {
                return file;
            }

            foreach (var child in DelegationsFor(role, path).Reverse())
            {
                if (child.IsTerminating)
                {
                    waiting.Clear();
                }

                waiting.Push((role, child));
            }
        }

        return null;
    }

    /// <summary>The delegation to <paramref name="role"/> in the top-level targets, or <see langword="null"/>.</summary>
    public DelegatedRole? DelegationTo(string role) => RequireTargets().Delegations.FirstOrDefault(delegation => delegation.Name == role);

    /// <summary>The current metadata of a delegated role.</summary>
    /// <exception cref="TrustException">The role was refused, or the repository does not have it.</exception>
    public Task<Targets> LoadRoleAsync(DelegatedRole delegation, CancellationToken cancellation) =>
        LoadAsync(delegation.Name, bytes => _trusted.UpdateDelegatedRole(bytes, delegation), cancellation);

    /// <summary>Opens a listed file. Its bytes are not verified: whoever reads them compares length and digest.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.TargetNotFound"/>: the repository does not have it.</exception>
    public async Task<Stream> OpenUnverifiedAsync(TargetFile file, CancellationToken cancellation) =>
        await _source.OpenAsync(Escape(_trusted.Root.HasConsistentSnapshots ? file.RepositoryPath : $"targets/{file.Path}"), cancellation)
        ?? throw new TrustException(TrustFailure.TargetNotFound, file.Path, $"The repository lists {file.Path} but does not have it.");

    /// <summary>Reads a listed file into memory and verifies it.</summary>
    /// <param name="file">The file, as its role lists it.</param>
    /// <param name="limit">The most bytes that such a file may have, whatever length its role states.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TrustException">It is missing, longer than the limit, or longer, shorter or other than listed.</exception>
    public async Task<byte[]> ReadTargetAsync(TargetFile file, long limit, CancellationToken cancellation)
    {
        file.RequireAtMost(limit);
        using var content = new MemoryStream();
        await DownloadAsync(file, content, progress: null, cancellation);
        return content.ToArray();
    }

    /// <summary>Copies a listed file to <paramref name="destination"/>, hashing as it goes, and verifies it.</summary>
    /// <remarks>After a refusal the destination holds bytes that nobody vouches for, at most as many as the role lists.</remarks>
    /// <exception cref="TrustException">It is missing, or longer, shorter or other than listed.</exception>
    public async Task DownloadAsync(TargetFile file, Stream destination, IProgress<long>? progress, CancellationToken cancellation)
    {
        await using var source = await OpenUnverifiedAsync(file, cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = await BoundedStream.CopyAsync(source, destination, file.Length, file.Path, hash, progress, cancellation);
        if (length != file.Length)
        {
            throw new TrustException(TrustFailure.LengthMismatch, file.Path, $"{file.Path} has {length} bytes: expected {file.Length}.");
        }

        if (Sha256Digest.FromHash(hash.GetCurrentHash()) is var found && found != file.Digest)
        {
            throw new TrustException(TrustFailure.DigestMismatch, file.Path, $"{file.Path} has the digest {found}: expected {file.Digest}.");
        }
    }

    private static TrustedMetadata? TryStartFrom(byte[] root, DateTimeOffset time)
    {
        try
        {
            return TrustedMetadata.StartFrom(root, time);
        }
        catch (TrustException)
        {
            return null;
        }
    }

    /// <summary>Forgets what does not follow from the anchor. It is remembered last: after a power cut the next run forgets what is left.</summary>
    private async Task TakeAnchorAsync(ReadOnlyMemory<byte> anchor, byte[]? root, bool isSameAnchor, CancellationToken cancellation)
    {
        if (!anchor.Span.SequenceEqual(root))
        {
            _local.Delete(RoleNames.Root);
            if (!isSameAnchor)
            {
                ForgetFreshness();
            }
        }

        if (!isSameAnchor)
        {
            await _local.WriteTrustAnchorAsync(anchor, cancellation);
        }
    }

    private async Task RefreshRootAsync(CancellationToken cancellation)
    {
        for (var rotation = 0; rotation < MetadataLimits.RootRotations; rotation++)
        {
            var path = $"metadata/{_trusted.Root.Version + 1}.root.json";
            await using var stream = await _source.OpenAsync(path, cancellation);
            if (stream is null)
            {
                break;
            }

            var bytes = await BoundedStream.ReadAllAsync(stream, MetadataLimits.RootBytes, RoleNames.Root, cancellation);
            var before = _trusted.Root;
            _trusted.UpdateRoot(bytes);
            ForgetFastForwarded(before, _trusted.Root);
            await _local.WriteAsync(RoleNames.Root, bytes, cancellation);
        }
    }

    /// <summary>Once new keys sign timestamp or snapshot, version numbers that the old keys signed bind nobody (TUF §5.3.11).</summary>
    /// <remarks>It comes before the new root is kept: a run that starts from that root cannot see any more that keys were changed.</remarks>
    private void ForgetFastForwarded(Root before, Root after)
    {
        if (!HasSameKeys(RoleNames.Timestamp) || !HasSameKeys(RoleNames.Snapshot))
        {
            ForgetFreshness();
        }

        bool HasSameKeys(string role) => before.Roles[role].HasSameKeys(after.Roles[role]);
    }

    private void ForgetFreshness()
    {
        _local.Delete(RoleNames.Timestamp);
        _local.Delete(RoleNames.Snapshot);
    }

    private async Task RefreshTimestampAsync(CancellationToken cancellation)
    {
        await TryLocalAsync(RoleNames.Timestamp, bytes => _trusted.UpdateTimestamp(bytes), cancellation);
        var before = _trusted.Timestamp;
        var bytes = await FetchAsync("metadata/timestamp.json", MetadataLimits.TimestampBytes, RoleNames.Timestamp, cancellation);
        _trusted.UpdateTimestamp(bytes);
        if (!ReferenceEquals(before, _trusted.Timestamp))
        {
            await _local.WriteAsync(RoleNames.Timestamp, bytes, cancellation);
        }
    }

    private async Task RefreshSnapshotAsync(CancellationToken cancellation)
    {
        var wanted = _trusted.Timestamp!.Snapshot;
        if (await TryLocalAsync(RoleNames.Snapshot, bytes => _trusted.UpdateSnapshot(bytes, isSuperseded: true), cancellation))
        {
            return;
        }

        var path = MetadataPath(RoleNames.Snapshot, wanted.Version);
        var bytes = await FetchAsync(path, Limit(wanted, MetadataLimits.SnapshotBytes), RoleNames.Snapshot, cancellation);
        _trusted.UpdateSnapshot(bytes);
        await _local.WriteAsync(RoleNames.Snapshot, bytes, cancellation);
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
            var wanted = _trusted.DescriptionOf(role);
            var path = MetadataPath(role, wanted.Version);
            var bytes = await FetchAsync(path, Limit(wanted, MetadataLimits.TargetsBytes), role, cancellation);
            trusted = verify(bytes);
            await _local.WriteAsync(role, bytes, cancellation);
            _roleBytes[role] = bytes;
        }

        return trusted!;
    }

    /// <summary>Offers the local file of a role. One that is refused is no error: the repository's is fetched instead.</summary>
    private async Task<bool> TryLocalAsync(string role, Action<ReadOnlyMemory<byte>> verify, CancellationToken cancellation)
    {
        if (await _local.ReadAsync(role, cancellation) is not { } bytes)
        {
            return false;
        }

        try
        {
            verify(bytes);
            _roleBytes[role] = bytes;
            return true;
        }
        catch (TrustException)
        {
            return false;
        }
    }

    private async Task<byte[]> FetchAsync(string path, long limit, string role, CancellationToken cancellation)
    {
        await using var stream = await _source.OpenAsync(path, cancellation)
            ?? throw new TrustException(TrustFailure.TargetNotFound, role, $"The repository does not have {path}.");
        return await BoundedStream.ReadAllAsync(stream, limit, role, cancellation);
    }

    private string MetadataPath(string role, long version)
    {
        var file = RoleNames.FileOf(Uri.EscapeDataString(role));
        return _trusted.Root.HasConsistentSnapshots ? $"metadata/{version}.{file}" : $"metadata/{file}";
    }

    /// <summary>A stated length may only lower the limit: whoever stole the online keys states what they like (ATTACKS A3, A14).</summary>
    private static long Limit(MetadataFile file, long most) => Math.Min(file.Length ?? most, most);

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private Targets RequireTargets() =>
        _trusted.Targets ?? throw new InvalidOperationException("Targets are looked up after a refresh.");

    /// <summary>The delegations to ask about a path, in order, up to and including the first terminating one.</summary>
    private static IEnumerable<DelegatedRole> DelegationsFor(Targets role, string path)
    {
        foreach (var delegation in role.Delegations.Where(delegation => delegation.Covers(path)))
        {
            yield return delegation;
            if (delegation.IsTerminating)
            {
                yield break;
            }
        }
    }
}
