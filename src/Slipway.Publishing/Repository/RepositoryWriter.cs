using System.Collections.Immutable;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>
/// Writes a signed state in the one order that keeps every reader whole: files, delegated roles, targets, snapshot, and last the
/// timestamp, which is the commit point. A crash before that leaves orphans only.
/// </summary>
internal sealed class RepositoryWriter(IReleaseStore store, ReleasePolicy policy, RoleSigners signers)
{
    /// <summary>Versions tried for one role before giving up: each taken one is an orphan of a crash or a race.</summary>
    private const int MaxVersions = 1_000;

    /// <summary>Publishes <paramref name="edit"/>.</summary>
    /// <returns>Whether it was committed; if not, somebody else was faster and the edit is to be made again on what they published.</returns>
    public async Task<bool> TryCommitAsync(RepositoryEdit edit, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var isUnchanged = edit.Changed.Count == 0;
        foreach (var role in isUnchanged ? [] : edit.Changed.Keys.Concat([RoleNames.Snapshot, RoleNames.Timestamp]))
        {
            signers.Open(role);
        }

        // What is listed already may still be missing from a store that was damaged: publishing again mends it.
        await StoreContentsAsync(edit, progress, cancellation);
        if (isUnchanged)
        {
            return true;
        }

        var files = edit.State.Snapshot.Files;
        foreach (var (role, targets) in edit.Changed.OrderBy(change => change.Key == RoleNames.Targets))
        {
            var published = await CreateAsync(edit.State.KeysOf(role), Next(role, targets, edit.Time), cancellation);
            files = files.SetItem(RoleNames.FileOf(role), MetadataFile.Describe(published));
        }

        return await TryCommitAsync(edit.State, files, edit.Time, cancellation);
    }

    /// <summary>Writes the first state of a repository, which has no base.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.AlreadyInitialized"/>.</exception>
    public async Task<ReadOnlyMemory<byte>> InitializeAsync(Root root, IEnumerable<(RoleKeys Keys, Targets Targets)> roles, DateTimeOffset time, CancellationToken cancellation)
    {
        var anchor = await CreateFirstAsync(root.Roles[RoleNames.Root], root, cancellation);
        var files = ImmutableDictionary.Create<string, MetadataFile>(StringComparer.Ordinal);
        foreach (var (keys, targets) in roles)
        {
            files = files.SetItem(RoleNames.FileOf(keys.Role), MetadataFile.Describe(await CreateFirstAsync(keys, targets, cancellation)));
        }

        var snapshot = await CreateFirstAsync(root.Roles[RoleNames.Snapshot], NextSnapshot(0, files, time), cancellation);
        var timestamp = await SignTimestampAsync(root.Roles[RoleNames.Timestamp], 1, snapshot, time, cancellation);
        return await store.TryReplaceAsync(RepositoryFiles.Timestamp, StoreContent.Of(timestamp.Bytes), expectedTag: null, cancellation)
            ? anchor.Bytes
            : throw AlreadyInitialized();
    }

    private async Task<bool> TryCommitAsync(
        RepositoryState state, ImmutableDictionary<string, MetadataFile> files, DateTimeOffset time, CancellationToken cancellation)
    {
        var snapshot = await CreateAsync(state.KeysOf(RoleNames.Snapshot), NextSnapshot(state.Snapshot.Version, files, time), cancellation);
        var timestamp = await SignTimestampAsync(state.KeysOf(RoleNames.Timestamp), state.Timestamp.Version + 1, snapshot, time, cancellation);
        return await store.TryReplaceAsync(RepositoryFiles.Timestamp, StoreContent.Of(timestamp.Bytes), state.TimestampTag, cancellation);
    }

    private async Task StoreContentsAsync(RepositoryEdit edit, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var total = edit.Contents.Values.Sum(content => content.Length);
        var done = 0L;
        foreach (var (path, content) in edit.Contents)
        {
            if (await store.CreateAsync(path, content, cancellation) == WriteOnce.Differs)
            {
                throw new StoreException(StoreFailure.ImmutableObjectDiffers, $"{path} is in the store with other bytes than its name says.")
                {
                    Hint = "The store is damaged, or something else writes to it.",
                };
            }

            done += content.Length;
            progress?.Report(new OperationProgress("publishing", done, total));
        }
    }

    /// <summary>Writes a role under the first version that is free: orphans of a crash or a race take numbers too.</summary>
    private async Task<SignedMetadata> CreateAsync(RoleKeys keys, Metadata next, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxVersions; attempt++)
        {
            var signed = await signers.SignAsync(keys, next, cancellation);
            if (await store.CreateAsync(RepositoryFiles.Of(signed), StoreContent.Of(signed.Bytes), cancellation) != WriteOnce.Differs)
            {
                return signed;
            }

            next = next with { Version = next.Version + 1 };
        }

        throw new StoreException(StoreFailure.Conflict, $"The store has {MaxVersions} versions of {keys.Role} that no timestamp names.");
    }

    private async Task<SignedMetadata> CreateFirstAsync(RoleKeys keys, Metadata first, CancellationToken cancellation)
    {
        var signed = await signers.SignAsync(keys, first, cancellation);
        return await store.CreateAsync(RepositoryFiles.Of(signed), StoreContent.Of(signed.Bytes), cancellation) != WriteOnce.Differs
            ? signed
            : throw await OccupiedAsync(cancellation);
    }

    /// <summary>Metadata without a timestamp is what an interrupted initialisation leaves: no device ever saw it.</summary>
    private async Task<StoreException> OccupiedAsync(CancellationToken cancellation) =>
        await store.ReadAsync(RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation) is not null
            ? AlreadyInitialized()
            : new StoreException(StoreFailure.Incomplete, $"{store.Address.LocalPath} has metadata of a repository, but no timestamp.")
            {
                Hint = "A 'slipway init' was interrupted there, and nothing was ever published: delete the folder and try again.",
            };

    private Task<SignedMetadata> SignTimestampAsync(RoleKeys keys, long version, SignedMetadata snapshot, DateTimeOffset time, CancellationToken cancellation) =>
        signers.SignAsync(
            keys,
            new Timestamp
            {
                Version = version,
                Expires = time + LifetimeOf(RoleNames.Timestamp),
                Snapshot = MetadataFile.Describe(snapshot),
                SignedAt = time,
            },
            cancellation);

    private Snapshot NextSnapshot(long version, ImmutableDictionary<string, MetadataFile> files, DateTimeOffset time) => new()
    {
        Version = version + 1,
        Expires = time + LifetimeOf(RoleNames.Snapshot),
        Files = files,
    };

    private Targets Next(string role, Targets targets, DateTimeOffset time) =>
        targets with { Version = targets.Version + 1, Expires = time + LifetimeOf(role) };

    private TimeSpan LifetimeOf(string role) => policy.Roles.GetValueOrDefault(role)?.Lifetime ?? DefaultRoles.LifetimeOf(role);

    private StoreException AlreadyInitialized() =>
        new(StoreFailure.AlreadyInitialized, $"{store.Address.LocalPath} has a repository already.")
        {
            Hint = "Keep it and use the slipway.json it was made with, or choose another store, organisation or product.",
        };
}
