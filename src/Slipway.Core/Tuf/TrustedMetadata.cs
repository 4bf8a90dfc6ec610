using System.Collections.Immutable;

namespace Slipway.Tuf;

/// <summary>Decides which metadata is trusted (TUF §5.3 to §5.6). It takes bytes and a time and does no I/O.</summary>
/// <remarks>
/// Files must be offered in the specification's order: roots, timestamp, snapshot, targets, delegated roles.
/// A file that is refused leaves what was trusted as it was, but for one rule: a timestamp or snapshot that is rightly signed and
/// expired, or superseded, is kept for the comparison of versions although it is refused. Not thread-safe.
/// </remarks>
public sealed class TrustedMetadata
{
    private static readonly TimeSpan ClockIsSuspect = TimeSpan.FromDays(365);

    private readonly DateTimeOffset? _time;
    private readonly ImmutableHashSet<string> _mayBeExpired;
    private readonly Dictionary<string, Targets> _targets = new(StringComparer.Ordinal);

    private TrustedMetadata(Root root, DateTimeOffset? time, ImmutableHashSet<string> mayBeExpired)
    {
        _time = time;
        _mayBeExpired = mayBeExpired;
        Root = root;
    }

    /// <summary>The newest trusted root.</summary>
    public Root Root { get; private set; }

    /// <summary>The trusted timestamp, once there is one.</summary>
    public Timestamp? Timestamp { get; private set; }

    /// <summary>The trusted snapshot, once there is one.</summary>
    public Snapshot? Snapshot { get; private set; }

    /// <summary>The trusted top-level targets, once there are any.</summary>
    public Targets? Targets => _targets.GetValueOrDefault(RoleNames.Targets);

    /// <summary>The earliest time that it can be, or <see langword="null"/>: when the timestamp was signed, as far as others bear it out.</summary>
    /// <remarks>
    /// Never later than the earliest expiry of the top-level metadata: a stolen timestamp key could otherwise put off its reader
    /// until the year 9999, and everything would have expired (ATTACKS A14).
    /// </remarks>
    public DateTimeOffset? ProvenTime
    {
        get
        {
            if (Timestamp?.SignedAt is not { } signedAt)
            {
                return null;
            }

            var earliestExpiry = new Metadata?[] { Root, Timestamp, Snapshot, Targets }.Min(metadata => metadata?.Expires);
            return signedAt > earliestExpiry ? earliestExpiry : signedAt;
        }
    }

    /// <summary>Starts from a root that the caller trusts already; it must be signed by its own keys.</summary>
    /// <param name="root">The root's file.</param>
    /// <param name="time">The one time that all expiries are compared with (TUF §5.1).</param>
    /// <exception cref="TrustException">The root is malformed or not signed by its own keys.</exception>
    public static TrustedMetadata StartFrom(ReadOnlyMemory<byte> root, DateTimeOffset time) => StartFrom(root, time, mayBeExpired: []);

    /// <summary>As <see cref="StartFrom(ReadOnlyMemory{byte}, DateTimeOffset)"/>, but the expiry of some roles does not count: for a repository that was carried here by hand.</summary>
    /// <param name="root">The root's file.</param>
    /// <param name="time">The one time that all other expiries are compared with.</param>
    /// <param name="mayBeExpired">The roles; never root or targets, which say whom to trust. Versions count as always.</param>
    /// <exception cref="TrustException">The root is malformed or not signed by its own keys.</exception>
    /// <exception cref="ArgumentException">Root or targets are among the roles.</exception>
    public static TrustedMetadata StartFrom(ReadOnlyMemory<byte> root, DateTimeOffset time, IReadOnlyCollection<string> mayBeExpired) =>
        mayBeExpired.Contains(RoleNames.Root) || mayBeExpired.Contains(RoleNames.Targets)
            ? throw new ArgumentException("Root and targets say whom to trust: their expiry always counts.", nameof(mayBeExpired))
            : new(VerifyRoot(root, signedBefore: null), time, [.. mayBeExpired]);

    /// <summary>As <see cref="StartFrom(ReadOnlyMemory{byte}, DateTimeOffset)"/>, but nothing ever expires: for publishers, who must read what they are about to sign again.</summary>
    public static TrustedMetadata StartFromIgnoringExpiryUnsafe(ReadOnlyMemory<byte> root) => new(VerifyRoot(root, signedBefore: null), time: null, mayBeExpired: []);

    /// <summary>The same root at the same time, and nothing else: to try a set of files without spoiling this one.</summary>
    public TrustedMetadata StartAgain() => new(Root, _time, _mayBeExpired);

    /// <summary>Takes the next root (TUF §5.3.4 to §5.3.7).</summary>
    /// <exception cref="TrustException">Not signed by the old and the new keys, or not the next version.</exception>
    public void UpdateRoot(ReadOnlyMemory<byte> bytes)
    {
        RequireOrder(Timestamp is null, "roots come before the timestamp");
        var root = VerifyRoot(bytes, signedBefore: Root.Roles[RoleNames.Root]);
        if (root.Version != Root.Version + 1)
        {
            throw new TrustException(
                TrustFailure.VersionMismatch, RoleNames.Root, $"The root metadata has version {root.Version}: expected {Root.Version + 1}.");
        }

        Root = root;
    }

    /// <summary>Takes a timestamp (TUF §5.4). The same version again is no error and changes nothing.</summary>
    /// <exception cref="TrustException">Wrong signatures, an older version than the trusted one, or expired; the root may be what has expired.</exception>
    public void UpdateTimestamp(ReadOnlyMemory<byte> bytes)
    {
        RequireOrder(Snapshot is null, "the timestamp comes before the snapshot");
        RequireCurrent(RoleNames.Root, Root);
        var timestamp = Verify(RoleNames.Timestamp, bytes, Root.Roles[RoleNames.Timestamp], Tuf.Timestamp.FromJson);
        if (Timestamp is { } trusted)
        {
            RequireNotOlder(RoleNames.Timestamp, timestamp.Version, trusted.Version);
            if (timestamp.Version == trusted.Version)
            {
                RequireCurrent(RoleNames.Timestamp, trusted);
                return;
            }

            RequireNotOlder(RoleNames.Snapshot, timestamp.Snapshot.Version, trusted.Snapshot.Version);
        }

        Timestamp = timestamp;
        RequireCurrent(RoleNames.Timestamp, timestamp);
    }

    /// <summary>Takes the snapshot that the timestamp names (TUF §5.5).</summary>
    /// <param name="bytes">The snapshot's file.</param>
    /// <param name="isSuperseded">
    /// It was trusted earlier and may since have been replaced: its bytes need not be the ones that the timestamp names,
    /// and it serves the comparison of versions only, until the current one is given.
    /// </param>
    /// <exception cref="TrustException">Wrong bytes, signatures or version, a role older or gone, or expired.</exception>
    public void UpdateSnapshot(ReadOnlyMemory<byte> bytes, bool isSuperseded = false)
    {
        var expected = RequireTimestamp().Snapshot;
        if (!isSuperseded)
        {
            expected.RequireBytes(bytes.Span, RoleNames.Snapshot);
        }

        var snapshot = Verify(RoleNames.Snapshot, bytes, Root.Roles[RoleNames.Snapshot], Tuf.Snapshot.FromJson);
        RequireNoRoleOlder(snapshot);
        Snapshot = snapshot;
        RequireSnapshot();
    }

    /// <summary>Takes the top-level targets that the snapshot names (TUF §5.6).</summary>
    /// <exception cref="TrustException">Wrong bytes, signatures or version, or expired.</exception>
    public Targets UpdateTargets(ReadOnlyMemory<byte> bytes) =>
        _targets[RoleNames.Targets] = VerifyTargets(bytes, Root.Roles[RoleNames.Targets]);

    /// <summary>Takes a delegated role's file on the word of <paramref name="delegation"/> (TUF §5.6.3).</summary>
    /// <remarks>Each delegation that leads to a role is asked: trust from one is not inherited by another (ATTACKS A17).</remarks>
    /// <exception cref="TrustException">Wrong bytes, signatures or version, or expired.</exception>
    public Targets UpdateDelegatedRole(ReadOnlyMemory<byte> bytes, DelegatedRole delegation) => VerifyTargets(bytes, delegation.Keys);

    /// <summary>What the snapshot says of a role's file.</summary>
    /// <exception cref="TrustException">The snapshot does not name the role.</exception>
    public MetadataFile DescriptionOf(string role) =>
        RequireSnapshot().Files.TryGetValue(RoleNames.FileOf(role), out var file)
            ? file
            : throw new TrustException(TrustFailure.TargetNotFound, role, $"The snapshot metadata does not name the role {role}.");

    private Targets VerifyTargets(ReadOnlyMemory<byte> bytes, RoleKeys keys)
    {
        var expected = DescriptionOf(keys.Role);
        expected.RequireBytes(bytes.Span, keys.Role);
        var targets = Verify(keys.Role, bytes, keys, Tuf.Targets.FromJson);
        RequireVersion(keys.Role, targets.Version, expected.Version);
        RequireCurrent(keys.Role, targets);
        return targets;
    }

    private static Root VerifyRoot(ReadOnlyMemory<byte> bytes, RoleKeys? signedBefore)
    {
        var unverified = UnverifiedMetadata.Parse(RoleNames.Root, bytes);
        signedBefore?.Require(unverified);

        // A root vouches for itself too, with keys that only reading it reveals. It is not trusted before that.
        var root = Read(unverified, Tuf.Root.FromJson);
        root.Roles[RoleNames.Root].Require(unverified);
        return root;
    }

    private static T Verify<T>(string role, ReadOnlyMemory<byte> bytes, RoleKeys keys, Func<Json.JsonFields, T> read)
    {
        var unverified = UnverifiedMetadata.Parse(role, bytes);
        keys.Require(unverified);
        return Read(unverified, read);
    }

    private static T Read<T>(UnverifiedMetadata metadata, Func<Json.JsonFields, T> read)
    {
        try
        {
            return read(metadata.Signed);
        }
        catch (FormatException malformed)
        {
            throw UnverifiedMetadata.Malformed(metadata.Role, malformed);
        }
    }

    private Timestamp RequireTimestamp()
    {
        RequireOrder(Timestamp is not null, "the snapshot comes after the timestamp");
        RequireCurrent(RoleNames.Timestamp, Timestamp!);
        return Timestamp!;
    }

    private Snapshot RequireSnapshot()
    {
        RequireOrder(Snapshot is not null, "targets come after the snapshot");
        RequireVersion(RoleNames.Snapshot, Snapshot!.Version, RequireTimestamp().Snapshot.Version);
        RequireCurrent(RoleNames.Snapshot, Snapshot);
        return Snapshot;
    }

    private void RequireNoRoleOlder(Snapshot snapshot)
    {
        foreach (var (file, trusted) in Snapshot?.Files ?? ImmutableDictionary<string, MetadataFile>.Empty)
        {
            var role = file.EndsWith(".json", StringComparison.Ordinal) ? file[..^".json".Length] : file;
            var version = snapshot.Files.TryGetValue(file, out var described)
                ? described.Version
                : throw new TrustException(TrustFailure.Rollback, role, $"The role {role} is gone from the snapshot metadata.");
            RequireNotOlder(role, version, trusted.Version);
        }
    }

    private void RequireCurrent(string role, Metadata metadata)
    {
        if (_time is { } time && metadata.IsExpiredAt(time) && !_mayBeExpired.Contains(role))
        {
            throw new TrustException(TrustFailure.Expired, role, $"The {role} metadata expired at {metadata.Expires:u}; it is {time:u}.") { Hint = ExpiryHint(metadata.Expires, time) };
        }
    }

    /// <summary>Both look the same from here (ATTACKS A7, K2): the longer it is past, the likelier it is the clock.</summary>
    private static string ExpiryHint(DateTimeOffset expires, DateTimeOffset time) => time - expires > ClockIsSuspect
        ? $"clock_ahead: is it really {time:yyyy-MM-dd}? Set the clock; if it is right, the repository is no longer refreshed."
        : "The repository was not refreshed in time, or somebody holds back what is new.";

    private static void RequireNotOlder(string role, long version, long trusted)
    {
        if (version < trusted)
        {
            throw new TrustException(
                TrustFailure.Rollback, role, $"The {role} metadata has version {version}, but {trusted} was trusted already.");
        }
    }

    private static void RequireVersion(string role, long version, long expected)
    {
        if (version != expected)
        {
            throw new TrustException(TrustFailure.VersionMismatch, role, $"The {role} metadata has version {version}: expected {expected}.");
        }
    }

    private static void RequireOrder(bool isMet, string rule)
    {
        if (!isMet)
        {
            throw new InvalidOperationException($"Metadata was offered out of order: {rule}.");
        }
    }
}
