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
        try
        {
            return await RunAsync(
                state => [.. plan.Rotations.Select(rotation => new KeyChange(state.KeysOf(rotation.Role)) { Removed = rotation.Old, Added = rotation.New })],
                policy => plan.Rotations.Aggregate(policy, (edited, rotation) => edited.Replace(rotation.Role, rotation.Old, rotation.Reference)),
                cancellation) with
            { GeneratedFiles = plan.GeneratedFiles };
        }
        catch (SlipwayException refusal) when (refusal is not StoreException { Failure: StoreFailure.ApprovalNeeded })
        {
            // Nobody trusts them, and nothing waits for them.
            plan.GeneratedFiles.ToList().ForEach(File.Delete);
            throw;
        }
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
        RunAsync(state => ImmutableArray.Create(describe(state)), follow, cancellation);

    /// <summary>slipway.json is written first: an interrupted ceremony is completed with the keys that it names, and a refused one takes it back.</summary>
    private async Task<KeyCeremonyResult> RunAsync(
        Func<RepositoryState, ImmutableArray<KeyChange>> describe, Func<PolicyKeys, PolicyKeys> follow, CancellationToken cancellation)
    {
        var result = ImmutableArray<RoleKeys>.Empty;
        var before = new PolicyKeys(repository.Policy);
        var after = follow(before);
        var changes = describe(await repository.ReadAsync(cancellation));
        changes.ToList().ForEach(change => change.Apply());
        await after.WriteAsync(cancellation);
        try
        {
            await CommitAsync(
                repository.With(after.Policy),
                before.References,
                async edit =>
                {
                    result = [.. describe(edit.State).Select(change => change.Apply())];
                    await new RoleKeysEdit(edit, repository).ApplyAsync(result, cancellation);
                },
                cancellation);
        }
        catch (StoreException staged) when (staged.Failure == StoreFailure.ApprovalNeeded)
        {
            throw after.IsSameAs(before) ? staged : new StoreException(StoreFailure.ApprovalNeeded, $"{staged.Message} {repository.Policy.File} says it already: it belongs to the same review.", staged)
            {
                Hint = staged.Hint,
            };
        }
        catch (SlipwayException)
        {
            await before.WriteAsync(CancellationToken.None);
            throw;
        }

        return new KeyCeremonyResult(result, repository.Policy.File, [], [.. after.Warnings, .. BuilderWarning(changes)]);
    }

    /// <summary>Bundles carry the builder's signature, and a key that signs no more verifies no more.</summary>
    private static IEnumerable<string> BuilderWarning(IEnumerable<KeyChange> changes) => changes
        .Where(change => change.Before.Role == ReleasePaths.ReleasesRole)
        .Select(change => change.Removed)
        .OfType<VerificationKey>()
        .Select(key => $"Devices refuse releases that only {key.Id} signed, also those that channels offer: build and publish the next one now. To let both keys count for a while, add before you remove.");

    private async Task CommitAsync(
        ReleaseRepository target, ImmutableArray<KeyReference> before, Func<RepositoryEdit, Task> change, CancellationToken cancellation)
    {
        using var ring = new KeyRing(target.Policy, given, target.Policy.Folder, target.Warn);
        ring.AddIfHere(before, target.Policy.Folder);
        await target.CommitAsync(
            async edit =>
            {
                edit.IsCeremony = true;
                await change(edit);
            },
            progress: null,
            ring,
            cancellation);
    }
}
