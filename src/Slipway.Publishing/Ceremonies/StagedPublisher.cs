using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Publishes what is staged, once enough have signed. It believes nothing that the staging says, and can be killed and run again at any point.</summary>
/// <remarks>
/// A new root comes last: before it, targets, snapshot and timestamp are published with signatures of the old and of the new keys, so that
/// readers are whole whether they have seen the root or not. Only where the old keys are lost does it come first, and readers wait
/// for the moment between.
/// </remarks>
internal sealed class StagedPublisher(ReleaseRepository repository, IReleaseStore store, ReleasePolicy policy, RoleSigners signers)
{
    private readonly StagedFiles _files = new(store);
    private readonly Rehearsal _rehearsal = new(repository, store);
    private readonly StagingShelf _shelf = new(store);
    private readonly RepositoryWriter _writer = new(store, policy, signers);
    private readonly NextMetadata _next = new(policy);

    /// <summary>Publishes the staging <paramref name="id"/>, and takes it off the shelf.</summary>
    /// <returns>What was published.</returns>
    /// <exception cref="StoreException">
    /// <see cref="StoreFailure.ApprovalNeeded"/>; <see cref="StoreFailure.Conflict"/>: it was made on a state that is no more (ATTACKS P3).
    /// </exception>
    /// <exception cref="InputException">Keys of the online roles are missing. <see cref="InputFailure.KeyChangeInvalid"/>: old keys are said to be lost, and no root follows.</exception>
    /// <exception cref="TrustException">Readers would refuse it.</exception>
    public async Task<StagingReview> PublishAsync(string id, bool areOldKeysLost, CancellationToken cancellation)
    {
        Staging? known = null;
        var race = new CommitRace(TimeProvider.System);
        while (race.TryBegin())
        {
            var staging = known = await ReadAsync(id, known, cancellation);
            StagingRefusal.RequireRoot(staging, areOldKeysLost);
            var state = await ReadBaseAsync(staging, cancellation);
            var required = staging.RequiredOn(state, areOldKeysLost);
            if (await IsOvertakenAsync(staging, state, cancellation))
            {
                if (await TryCompleteAsync(staging, state, required, cancellation) && await IsWholeAsync(staging, cancellation))
                {
                    return await FinishAsync(staging, repository.OpenReviewer(state).DescribeOvertaken(staging, required), areOldKeysLost, cancellation);
                }
            }
            else
            {
                var review = await repository.OpenReviewer(state).ReviewAsync(staging, required, mayBePublished: true, cancellation);
                StagingRefusal.RequireSigned(review);
                if (!await _files.IsRootOutAsync(staging, cancellation))
                {
                    StagingRefusal.RequireUnexpired(staging, repository.Now);
                }

                if (await TryPublishAsync(staging, state, required, areOldKeysLost, cancellation) && await IsWholeAsync(staging, cancellation))
                {
                    return await FinishAsync(staging, review, areOldKeysLost, cancellation);
                }
            }

            await race.PauseAsync(cancellation);
        }

        throw CommitRace.Lost(store.Address);
    }

    private async Task<StagingReview> FinishAsync(Staging staging, StagingReview review, bool areOldKeysLost, CancellationToken cancellation)
    {
        await AnnounceRootAsync(staging, areOldKeysLost, cancellation);
        await RemoveAsync(staging.Id, cancellation);
        return review;
    }

    /// <summary>
    /// Whether the root is out, nobody can read on, and others have published another version of a role since. Making it again is no way out
    /// then: nothing can be made on what cannot be read.
    /// </summary>
    private async Task<bool> IsOvertakenAsync(Staging staging, RepositoryState state, CancellationToken cancellation) =>
        staging.Root?.Version == state.Root.Version + 1
        && staging.Roles.Any(role => state.VersionOf(role.Key) is var current && current != role.Value.Version && current != staging.FieldsOf(role.Key)?.BaseVersion)
        && await _files.IsRootOutAsync(staging, cancellation);

    /// <summary>Publishes what the others did, signed as the new root asks for. Their targets count, not the staged ones: they came later.</summary>
    /// <exception cref="InputException">The new keys are not at hand. The staging stays.</exception>
    private async Task<bool> TryCompleteAsync(Staging staging, RepositoryState state, RequiredKeys required, CancellationToken cancellation)
    {
        RequireOnlineKeys(staging, required);
        var files = state.Snapshot.Files;
        var targets = await repository.ReadFileAsync(state, RoleNames.Targets, cancellation);
        if (!staging.Root!.Roles[RoleNames.Targets].Tally(targets).IsMet)
        {
            var next = _next.Targets(RoleNames.Targets, state.Roles[RoleNames.Targets], repository.Now);
            var signed = await _writer.CreateAsync(RoleNames.Targets, next, required.Of(RoleNames.Targets), cancellation);
            files = files.SetItem(RoleNames.FileOf(RoleNames.Targets), signed.Describe());
        }

        repository.Warn?.Invoke($"Others published {string.Join(" and ", staging.Roles.Keys)} while root {staging.Root.Version} went out: what they published was signed again, and what the staging {staging.Id} said of it was not published.");
        return await _writer.TryCommitAsync(
            state, files, repository.Now, required, cancellation, timestamp => _rehearsal.RequireWholeAfterAsync(staging, state, timestamp.Content.Bytes, cancellation));
    }

    /// <summary>The staging with its signatures by now. Who began to publish it goes on, although a colleague has completed or dropped it meanwhile.</summary>
    private async Task<Staging> ReadAsync(string id, Staging? known, CancellationToken cancellation)
    {
        try
        {
            return await _shelf.ReadAsync(id, cancellation);
        }
        catch (StoreException gone) when (known is not null && gone.Failure == StoreFailure.StagingNotFound)
        {
            if (await IsBegunAsync(known, cancellation))
            {
                return known;
            }

            throw;
        }
    }

    private async Task<bool> IsBegunAsync(Staging staging, CancellationToken cancellation) =>
        await _files.IsRootOutAsync(staging, cancellation)
        || (await repository.ReadAsync(cancellation) is var state && await IsPublishedAsync(staging, state, staging.RequiredOn(state), cancellation));

    /// <summary>Takes it off the shelf. That a colleague who completed it was faster is no failure: it is published.</summary>
    private async Task RemoveAsync(string id, CancellationToken cancellation)
    {
        try
        {
            await _shelf.RemoveAsync(id, cancellation);
        }
        catch (StoreException gone) when (gone.Failure == StoreFailure.StagingNotFound)
        {
            return;
        }
    }

    private async Task<bool> TryPublishAsync(Staging staging, RepositoryState state, RequiredKeys required, bool areOldKeysLost, CancellationToken cancellation)
    {
        if (!await IsPublishedAsync(staging, state, required, cancellation))
        {
            await new StagedContents(store).RequireAsync(staging, state, cancellation);
            RequireOnlineKeys(staging, required);
            var files = await PublishRolesAsync(staging, state, required, cancellation);
            if (!await _writer.TryCommitAsync(state, files, repository.Now, required, cancellation, RehearseAsync))
            {
                return false;
            }
        }
        else if (state.Root.Version != staging.Root?.Version)
        {
            await _rehearsal.RequireWholeAfterAsync(staging, state, state.TimestampFile, cancellation);
        }

        await _files.PublishRootAsync(staging, cancellation);
        return true;

        async Task RehearseAsync(RoleFile timestamp)
        {
            if (!areOldKeysLost)
            {
                await _rehearsal.RequireWholeBeforeAsync(state, timestamp.Content.Bytes, cancellation);
            }

            await _rehearsal.RequireWholeAfterAsync(staging, state, timestamp.Content.Bytes, cancellation);
            await (areOldKeysLost ? _files.PublishRootAsync(staging, cancellation) : Task.CompletedTask);
        }
    }

    /// <summary>
    /// Publishes one timestamp more. A device that asked between the two steps of a new root knows the one before, and would otherwise be told
    /// "unchanged" until the next publication. Whoever was faster has done the same.
    /// </summary>
    private async Task AnnounceRootAsync(Staging staging, bool areOldKeysLost, CancellationToken cancellation)
    {
        if (staging.Root is null)
        {
            return;
        }

        var state = await repository.ReadAsync(cancellation);
        var both = staging.RequiredOn(await _rehearsal.TryReadAsync(staging.Root.Version - 1, cancellation) ?? state, areOldKeysLost);
        var required = signers.Lack(RoleNames.Timestamp, both.Of(RoleNames.Timestamp)) is null ? both : staging.RequiredOn(state, areOldKeysLost);
        await _writer.TryCommitAsync(state, files: null, repository.Now, required, cancellation);
    }

    /// <summary>Whether nobody published between the two steps of a new root, with the old keys alone: then they are taken again.</summary>
    private async Task<bool> IsWholeAsync(Staging staging, CancellationToken cancellation) =>
        staging.Root is null || await _rehearsal.TryReadAsync(newestRoot: long.MaxValue, cancellation) is not null;

    /// <summary>
    /// The state that a staging changes. Where its root is out, and what the new keys are to sign is not, that is the one before: only who completes
    /// it looks past the root.
    /// </summary>
    private async Task<RepositoryState> ReadBaseAsync(Staging staging, CancellationToken cancellation) =>
        !await _files.IsRootOutAsync(staging, cancellation)
            ? await repository.ReadAsync(cancellation)
            : await _rehearsal.TryReadAsync(newestRoot: long.MaxValue, cancellation) ?? await repository.ReadAsync(staging.Root!.Version - 1, cancellation);

    private async Task<bool> IsPublishedAsync(Staging staging, RepositoryState state, RequiredKeys required, CancellationToken cancellation)
    {
        foreach (var file in staging.Files.Where(file => file.Role != RoleNames.Root))
        {
            if (state.Roles.GetValueOrDefault(file.Role)?.Version != file.Version || await _files.FindAsync(file, cancellation) is null)
            {
                return false;
            }
        }

        return staging.Root is null || state.Root.Version == staging.Root.Version || await IsSignedForAsync(state, required, cancellation);
    }

    /// <summary>Whether snapshot and timestamp are signed as the change asks: they are those of an interrupted run, or their keys stay.</summary>
    private async Task<bool> IsSignedForAsync(RepositoryState state, RequiredKeys required, CancellationToken cancellation)
    {
        var snapshot = await store.ReadAsync(RepositoryFiles.Of(RoleNames.Snapshot, state.Snapshot.Version), MetadataLimits.SnapshotBytes, cancellation);
        return snapshot is not null && IsMet(RoleNames.Timestamp, state.TimestampFile) && IsMet(RoleNames.Snapshot, snapshot.Bytes);

        bool IsMet(string role, ReadOnlyMemory<byte> file) =>
            UnverifiedMetadata.Parse(role, file) is var content && required.Of(role).All(keys => keys.Tally(content).IsMet);
    }

    private void RequireOnlineKeys(Staging staging, RequiredKeys required)
    {
        foreach (var role in new[] { RoleNames.Snapshot, RoleNames.Timestamp })
        {
            if (signers.Lack(role, required.Of(role)) is { } lack)
            {
                // Both are asked for only while a root replaces the role's keys.
                throw required.Of(role).Length == 1 ? lack : StagingRefusal.OldKeysMissing(staging, lack);
            }
        }
    }

    private async Task<ImmutableDictionary<string, MetadataFile>> PublishRolesAsync(
        Staging staging, RepositoryState state, RequiredKeys required, CancellationToken cancellation)
    {
        var files = state.Snapshot.Files;
        foreach (var file in staging.Files.Where(file => file.Role != RoleNames.Root))
        {
            files = files.SetItem(RoleNames.FileOf(file.Role), (await _files.PublishAsync(file, required.Of(file.Role), cancellation)).Describe());
        }

        var rollouts = await new FollowingRollouts(state, store, repository.Now).MakeAsync(staging, cancellation);
        if (rollouts.IsEmpty)
        {
            return files;
        }

        var before = state.Roles[ReleasePaths.RolloutRole];
        var next = before with { Files = before.Files.SetItems(rollouts.Select(rollout => KeyValuePair.Create(rollout.Path, rollout))) };
        var published = await _writer.CreateAsync(
            ReleasePaths.RolloutRole, _next.Targets(ReleasePaths.RolloutRole, next, repository.Now), required.Of(ReleasePaths.RolloutRole), cancellation);
        return files.SetItem(RoleNames.FileOf(ReleasePaths.RolloutRole), published.Describe());
    }
}
