using System.Collections.Immutable;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>
/// Writes a signed state in the one order that keeps every reader whole: files, delegated roles, targets, snapshot, and last the
/// timestamp, which is the commit point. A crash before that leaves orphans only.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="policy">slipway.json.</param>
/// <param name="signers">The keys at hand.</param>
/// <param name="renewed">A state that is only renewed, or null.</param>
internal sealed class RepositoryWriter(IReleaseStore store, ReleasePolicy policy, RoleSigners signers, RepositoryState? renewed = null)
{
    /// <summary>Versions tried for one role before giving up: each taken one is an orphan of a crash or a race.</summary>
    public const int MaxVersions = 1_000;

    private readonly NextMetadata _next = new(policy, renewed);

    /// <summary>Publishes <paramref name="edit"/>, for which the keys at hand must suffice.</summary>
    /// <returns>Whether it was committed; if not, somebody else was faster and the edit is to be made again on what they published.</returns>
    /// <exception cref="InputException">Keys are missing. Nothing was stored.</exception>
    public async Task<bool> TryCommitAsync(RepositoryEdit edit, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var required = new RequiredKeys(edit.State, nextRoot: null, edit.Changed.GetValueOrDefault(RoleNames.Targets));
        var isUnchanged = edit.Changed.Count == 0 && !edit.RenewsTimestamp;
        var isSnapshotKept = edit.Changed.Count == 0 && !edit.RenewsSnapshot;
        string[] online = isSnapshotKept ? [RoleNames.Timestamp] : [RoleNames.Snapshot, RoleNames.Timestamp];
        foreach (var role in isUnchanged ? [] : edit.Changed.Keys.Concat(online))
        {
            signers.Require(role, required.Of(role));
        }

        // What is listed already may still be missing from a store that was damaged: publishing again mends it.
        await StoreContentsAsync(edit, progress, cancellation);
        if (isUnchanged)
        {
            return true;
        }

        var files = edit.State.Snapshot.Files;
        var roles = new List<RoleFile>();
        foreach (var (role, targets) in edit.Changed.OrderBy(change => change.Key == RoleNames.Targets))
        {
            var published = await CreateAsync(role, _next.Targets(role, targets, edit.Time), required.Of(role), cancellation);
            files = files.SetItem(RoleNames.FileOf(role), published.Describe());
            roles.Add(published);
        }

        return await TryCommitAsync(edit.State, isSnapshotKept ? null : files, edit.Time, required, RehearseAsync, cancellation);

        // What readers would refuse must not become what they see: they could not be told of anything after it either.
        async Task RehearseAsync(RoleFile? snapshot, RoleFile timestamp)
        {
            edit.State.RequireFollows(timestamp, snapshot, roles);
            if (snapshot is not null && edit.State.FilesRead is { } read)
            {
                await Gathering.WriteAsync(store, snapshot.Version, await new NextGathering(edit, read).OfAsync([snapshot, .. roles], cancellation), cancellation);
            }
        }
    }

    /// <summary>Puts the files into the store; readers look at none of them yet.</summary>
    public async Task StoreContentsAsync(RepositoryEdit edit, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var total = edit.Contents.Values.Sum(content => content.Length);
        var done = 0L;
        foreach (var (path, content) in edit.Contents)
        {
            var before = done;
            var reported = content.ReportingTo(written => progress?.Report(new OperationProgress("publishing", before + written, total)));
            if (await store.CreateAsync(path, reported, cancellation) == WriteOnce.Differs)
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

    /// <summary>Writes a role under a version that is free: orphans of a crash or a race take numbers too.</summary>
    public async Task<RoleFile> CreateAsync(string role, Metadata next, ImmutableArray<RoleKeys> required, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MaxVersions; attempt++)
        {
            var signed = await signers.SignAsync(role, next, required, cancellation);
            if (await store.CreateAsync(signed.Path, StoreContent.Of(signed.Content.Bytes), cancellation) != WriteOnce.Differs)
            {
                return signed;
            }

            next = next with { Version = NextVersions.After(role, next.Version, taken: attempt) };
        }

        throw NoVersionFree(role);
    }

    /// <summary>The first version from <paramref name="version"/> on that nobody has taken, for metadata that others are to sign.</summary>
    public async Task<long> FirstFreeVersionAsync(string role, long version, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxVersions; attempt++)
        {
            await using var taken = await store.OpenAsync(RepositoryFiles.Of(role, version), cancellation);
            if (taken is null)
            {
                return version;
            }

            version = NextVersions.After(role, version);
        }

        throw NoVersionFree(role);
    }

    /// <summary>Commits with a new timestamp and, unless <paramref name="files"/> is null, a new snapshot that names them.</summary>
    /// <param name="state">The state that it follows on.</param>
    /// <param name="files">The roles' files, or null to keep the snapshot.</param>
    /// <param name="time">The time of the publication.</param>
    /// <param name="required">Who must sign.</param>
    /// <param name="cancellation">Stops it before the commit.</param>
    /// <param name="rehearse">Is given the timestamp before anybody can see it, and throws to stop the commit.</param>
    /// <returns>Whether it was committed; if not, somebody else was faster.</returns>
    public Task<bool> TryCommitAsync(
        RepositoryState state,
        ImmutableDictionary<string, MetadataFile>? files,
        DateTimeOffset time,
        RequiredKeys required,
        CancellationToken cancellation,
        Func<RoleFile, Task>? rehearse = null) =>
        TryCommitAsync(state, files, time, required, (_, timestamp) => rehearse?.Invoke(timestamp) ?? Task.CompletedTask, cancellation);

    private async Task<bool> TryCommitAsync(
        RepositoryState state,
        ImmutableDictionary<string, MetadataFile>? files,
        DateTimeOffset time,
        RequiredKeys required,
        Func<RoleFile?, RoleFile, Task> rehearse,
        CancellationToken cancellation)
    {
        var versions = new NextVersions(store, state, required);
        RoleFile? snapshot = null;
        if (files is not null)
        {
            var next = _next.Snapshot(await versions.OfSnapshotAsync(cancellation), files, time);
            snapshot = await CreateAsync(RoleNames.Snapshot, next, required.Of(RoleNames.Snapshot), cancellation);
        }

        var described = snapshot?.Describe() ?? state.Timestamp.Snapshot;
        var timestamp = await signers.SignAsync(
            RoleNames.Timestamp, _next.Timestamp(versions.OfTimestamp(described), described, time), required.Of(RoleNames.Timestamp), cancellation);
        await rehearse(snapshot, timestamp);
        return await store.TryReplaceAsync(RepositoryFiles.Timestamp, StoreContent.Of(timestamp.Content.Bytes), state.TimestampTag, cancellation);
    }

    /// <summary>Writes the first state of a repository, which has no base.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.AlreadyInitialized"/>.</exception>
    public async Task<ReadOnlyMemory<byte>> InitializeAsync(Root root, IEnumerable<(RoleKeys Keys, Targets Targets)> roles, DateTimeOffset time, CancellationToken cancellation)
    {
        var anchor = await CreateFirstAsync(root.Roles[RoleNames.Root], root, cancellation);
        var files = ImmutableDictionary.Create<string, MetadataFile>(StringComparer.Ordinal);
        foreach (var (keys, targets) in roles)
        {
            files = files.SetItem(RoleNames.FileOf(keys.Role), (await CreateFirstAsync(keys, targets, cancellation)).Describe());
        }

        var snapshot = await CreateFirstAsync(root.Roles[RoleNames.Snapshot], _next.Snapshot(1, files, time), cancellation);
        var timestamp = await signers.SignAsync(
            RoleNames.Timestamp, _next.Timestamp(1, snapshot.Describe(), time), [root.Roles[RoleNames.Timestamp]], cancellation);
        return await store.TryReplaceAsync(RepositoryFiles.Timestamp, StoreContent.Of(timestamp.Content.Bytes), expectedTag: null, cancellation)
            ? anchor.Content.Bytes
            : throw AlreadyInitialized();
    }

    private async Task<RoleFile> CreateFirstAsync(RoleKeys keys, Metadata first, CancellationToken cancellation)
    {
        var signed = await signers.SignAsync(keys.Role, first, [keys], cancellation);
        return await store.CreateAsync(signed.Path, StoreContent.Of(signed.Content.Bytes), cancellation) != WriteOnce.Differs
            ? signed
            : throw await OccupiedAsync(cancellation);
    }

    /// <summary>Metadata without a timestamp is what an interrupted initialisation leaves: no device ever saw it.</summary>
    private async Task<StoreException> OccupiedAsync(CancellationToken cancellation) =>
        await store.ReadAsync(RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation) is not null
            ? AlreadyInitialized()
            : new StoreException(StoreFailure.Incomplete, $"{ReleaseStores.NameOf(store.Address)} has metadata of a repository, but no timestamp.")
            {
                Hint = "A 'slipway init' was interrupted there, and nothing was ever published: delete the folder and try again.",
            };

    private static StoreException NoVersionFree(string role) =>
        new(StoreFailure.Conflict, $"The store has {MaxVersions} versions of {role} that no timestamp names.");

    private StoreException AlreadyInitialized() =>
        new(StoreFailure.AlreadyInitialized, $"{ReleaseStores.NameOf(store.Address)} has a repository already.")
        {
            Hint = "Keep it and use the slipway.json it was made with, or choose another store, organisation or product.",
        };
}
