using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Repository;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Changes who may sign: in the repository, by those who may say so, and in slipway.json, which follows.</summary>
/// <remarks>
/// Keys of root, targets, snapshot and timestamp are the root's to change, the others' those of targets. Where keys at hand do not
/// suffice the change is staged, and slipway.json has it already: it is committed to version control together with the ceremony.
/// </remarks>
/// <param name="repository">The repository.</param>
/// <param name="given">Keys besides those that slipway.json names. Relative paths start at its folder.</param>
public sealed class KeyCeremony(ReleaseRepository repository, ImmutableArray<KeyReference> given)
{
    /// <summary>Lets one key more sign for a role. That its private half is somebody else's is no hindrance: <c>NAME.pub.pem</c> is enough.</summary>
    /// <param name="role">The role.</param>
    /// <param name="key">The key's reference, as it is to stand in slipway.json.</param>
    /// <param name="threshold">How many must sign from now on, or null for as many as before.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException"><see cref="InputFailure.KeyChangeInvalid"/>, <see cref="InputFailure.KeyNotFound"/>, or keys that sign are missing.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.ApprovalNeeded"/>: it is staged.</exception>
    public Task<KeyCeremonyResult> AddAsync(string role, KeyReference key, int? threshold, CancellationToken cancellation)
    {
        var added = PublicHalf.Read(key, repository.Policy.Folder);
        return RunAsync(
            state => new KeyChange(state.KeysOf(role)) { Added = added, Threshold = threshold },
            policy => policy.Add(role, key, threshold),
            cancellation);
    }

    /// <summary>Lets a key sign for a role no longer.</summary>
    /// <param name="role">The role.</param>
    /// <param name="key">The key's id, the beginning of it, or its reference.</param>
    /// <param name="threshold">How many must sign from now on, or null for as many as before.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException"><see cref="InputFailure.KeyChangeInvalid"/>, or keys that sign are missing.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.ApprovalNeeded"/>: it is staged.</exception>
    public async Task<KeyCeremonyResult> RemoveAsync(string role, string key, int? threshold, CancellationToken cancellation)
    {
        var keys = (await repository.ReadAsync(cancellation)).KeysOf(role);
        var removed = new RoleKeySearch(repository.Policy, keys).Find(key);
        return await RunAsync(
            state => new KeyChange(state.KeysOf(role)) { Removed = removed, Threshold = threshold },
            policy => policy.Remove(role, removed, threshold),
            cancellation);
    }

    /// <summary>Replaces one key of each role by another, in one change.</summary>
    /// <param name="roles">The roles. Those that share a key share the new one too.</param>
    /// <param name="request">By which key.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyChangeInvalid"/>, <see cref="InputFailure.KeyNotAnnounced"/>, or keys that sign are missing.
    /// </exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.ApprovalNeeded"/>: it is staged.</exception>
    public async Task<KeyCeremonyResult> RotateAsync(ImmutableArray<string> roles, RotationRequest request, CancellationToken cancellation)
    {
        var plan = await new RotationPlanner(repository.Policy, await repository.ReadAsync(cancellation)).PlanAsync([.. roles.Distinct()], request, cancellation);
        return await RunAsync(
            state => [.. plan.Rotations.Select(rotation => new KeyChange(state.KeysOf(rotation.Role)) { Removed = rotation.Old, Added = rotation.New })],
            policy => plan.Rotations.Aggregate(policy, (edited, rotation) => edited.Replace(rotation.Role, rotation.Old, rotation.Reference)),
            plan.GeneratedFiles,
            cancellation);
    }

    /// <summary>Says in the root which key a role is rotated to next, so that approvers can tell a planned rotation from another.</summary>
    /// <exception cref="InputException">The key's public half is not here, or keys that sign are missing.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.ApprovalNeeded"/>: it is staged.</exception>
    public async Task<VerificationKey> AnnounceAsync(string role, KeyReference key, CancellationToken cancellation)
    {
        var announced = PublicHalf.Read(key, repository.Policy.Folder);
        await CommitAsync(
            repository,
            [],
            edit =>
            {
                edit.State.KeysOf(role);
                if (!NextKeys.Of(edit.State.Root, role).SequenceEqual([announced]))
                {
                    edit.Replace(NextKeys.Announce(edit.State.Root, role, [announced]));
                }

                return Task.CompletedTask;
            },
            cancellation);
        return announced;
    }

    private Task<KeyCeremonyResult> RunAsync(Func<RepositoryState, KeyChange> describe, Func<PolicyKeys, PolicyKeys> follow, CancellationToken cancellation) =>
        RunAsync(state => ImmutableArray.Create(describe(state)), follow, generatedFiles: [], cancellation);

    /// <summary>
    /// slipway.json is written first: an interrupted ceremony is completed with the keys that it names. It is taken back, and new keys are
    /// forgotten, only where the store was asked to take nothing: a key that anybody may trust by now is never deleted.
    /// </summary>
    private async Task<KeyCeremonyResult> RunAsync(
        Func<RepositoryState, ImmutableArray<KeyChange>> describe, Func<PolicyKeys, PolicyKeys> follow, ImmutableArray<string> generatedFiles, CancellationToken cancellation)
    {
        var before = new PolicyKeys(repository.Policy);
        var writes = new CeremonyStore(repository.Store);
        WarnOfBackup(generatedFiles);
        try
        {
            var after = follow(before);
            var changes = describe(await repository.ReadAsync(cancellation));
            changes.ToList().ForEach(change => change.Apply());
            await after.WriteAsync(cancellation);
            var result = await PublishAsync(before, after, writes, describe, cancellation);
            return new KeyCeremonyResult(result, repository.Policy.File, generatedFiles, [.. after.Warnings, .. BuilderWarning(changes)]);
        }
        catch (Exception) when (!writes.HasBegun)
        {
            // Nobody trusts them, and nothing waits for them.
            await before.WriteAsync(CancellationToken.None);
            generatedFiles.ToList().ForEach(File.Delete);
            throw;
        }
        catch (Exception interruption) when (interruption is not StoreException { Failure: StoreFailure.ApprovalNeeded })
        {
            repository.Warn?.Invoke(Interrupted(writes.StagingId, generatedFiles));
            throw;
        }
    }

    private async Task<ImmutableArray<RoleKeys>> PublishAsync(
        PolicyKeys before, PolicyKeys after, CeremonyStore writes, Func<RepositoryState, ImmutableArray<KeyChange>> describe, CancellationToken cancellation)
    {
        var result = ImmutableArray<RoleKeys>.Empty;
        try
        {
            await CommitAsync(
                repository.With(after.Policy, writes),
                before.References,
                async edit =>
                {
                    result = [.. describe(edit.State).Select(change => change.Apply())];
                    await new RoleKeysEdit(edit, repository).ApplyAsync(result, cancellation);
                },
                cancellation);
            return result;
        }
        catch (StoreException staged) when (staged.Failure == StoreFailure.ApprovalNeeded && !after.IsSameAs(before))
        {
            throw new StoreException(StoreFailure.ApprovalNeeded, $"{staged.Message} {repository.Policy.File} says it already: it belongs to the same review.", staged)
            {
                Hint = staged.Hint,
            };
        }
    }

    /// <summary>Said before anything is published, so that it is also read where the ceremony is staged or interrupted.</summary>
    private void WarnOfBackup(ImmutableArray<string> generatedFiles)
    {
        if (repository.Policy.IsProduction && !generatedFiles.IsEmpty)
        {
            repository.Warn?.Invoke($"{string.Join(", ", generatedFiles.Where(file => !file.EndsWith(".pub.pem", StringComparison.Ordinal)))} is in no backup yet: back it up now, with 'slipway keys backup FILE', and restore the backup once. Nothing can be published before that, and a key that is lost is lost for ever.");
        }
    }

    /// <summary>What to do with a ceremony of which nobody here knows how far it came.</summary>
    private string Interrupted(string? staging, ImmutableArray<string> generatedFiles)
    {
        var kept = string.Join(" and ", generatedFiles.Where(file => !file.EndsWith(".pub.pem", StringComparison.Ordinal)).Prepend(repository.Policy.File));
        return staging is null
            ? $"The ceremony was interrupted while it published. {kept} stay as they are: run the same command again."
            : $"The ceremony was interrupted while it published. {kept} stay as they are, for the repository may trust the new keys already. Complete it with 'slipway commit {staging}'; if there is no such staging any more and 'slipway keys' does not name the new keys, run the same command again.";
    }

    /// <summary>Bundles carry the builder's signature, and a key that signs no more verifies no more.</summary>
    private static IEnumerable<string> BuilderWarning(IEnumerable<KeyChange> changes) => changes
        .Where(change => change.Before.Role == ReleasePaths.ReleasesRole)
        .Select(change => change.Removed)
        .OfType<VerificationKey>()
        .Select(key => $"Devices refuse releases that only {key.Id} signed, also those that channels offer: build and publish the next one now. To let both keys count for a while, add before you remove.");

    private Task CommitAsync(ReleaseRepository target, ImmutableArray<KeyReference> before, Func<RepositoryEdit, Task> change, CancellationToken cancellation) =>
        CeremonyCommit.RunAsync(target, given, before, (edit, _) => change(edit), cancellation);
}
