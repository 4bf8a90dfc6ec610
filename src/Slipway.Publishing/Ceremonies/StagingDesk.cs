using System.Collections.Immutable;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What waits for signatures: to be looked at, signed, published or dropped.</summary>
/// <param name="repository">The repository.</param>
/// <param name="keys">Keys besides those that slipway.json names. Relative paths start at its folder.</param>
public sealed class StagingDesk(ReleaseRepository repository, ImmutableArray<KeyReference> keys)
{
    /// <summary>The ids of what is staged.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<ImmutableArray<string>> ListAsync(CancellationToken cancellation) => repository.OpenShelf().ListAsync(cancellation);

    /// <summary>The id that is meant: <paramref name="id"/>, or the only one there is.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.StagingNotFound"/>: none, or several.</exception>
    public async Task<string> ResolveAsync(string? id, CancellationToken cancellation)
    {
        if (id is not null)
        {
            return id;
        }

        var ids = await ListAsync(cancellation);
        return ids.Length switch
        {
            1 => ids[0],
            0 => throw new StoreException(StoreFailure.StagingNotFound, $"Nothing is staged in {ReleaseStores.NameOf(repository.Address)}."),
            _ => throw StagingRefusal.Several(ids),
        };
    }

    /// <summary>Says what a staging changes, and who has signed.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.StagingNotFound"/>; <see cref="StoreFailure.Conflict"/>: it was made on a state that is no more (ATTACKS P3).</exception>
    /// <exception cref="TrustException">It must not be signed: malformed, foreign, or other bytes than the builder listed.</exception>
    public async Task<StagingReview> ReviewAsync(string id, CancellationToken cancellation)
    {
        var staging = await repository.OpenShelf().ReadAsync(id, cancellation);
        return await ReviewAsync(staging, await repository.ReadAsync(cancellation), cancellation);
    }

    /// <summary>Adds the signatures of the keys at hand to exactly what <paramref name="review"/> showed.</summary>
    /// <returns>It with all signatures by now. The number of signatures that are new.</returns>
    /// <exception cref="InputException"><see cref="InputFailure.KeyNotFound"/>: no key that counts is at hand.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: it was made on a state that is no more, or is not what was shown any more.</exception>
    public async Task<(StagingReview Review, int Added)> ApproveAsync(StagingReview review, CancellationToken cancellation)
    {
        var state = await repository.ReadAsync(cancellation);
        await ReviewAsync(review.Staging, state, cancellation);
        using var ring = OpenRing();
        using var signers = new RoleSigners(repository.Policy, repository.Warn, repository.Audit, ring);
        var required = review.Staging.RequiredOn(state);
        if (review.Staging.Files.All(file => !signers.CanContribute(file.Role, required.Of(file.Role))))
        {
            throw new InputException(InputFailure.KeyNotFound, $"No key is at hand that can sign the staging {review.Id}.")
            {
                Hint = $"It waits for {string.Join(", ", review.Roles.SelectMany(role => role.Signatures).SelectMany(count => count.NotSignedBy).Distinct())}. Name a key with --sign-with, or put it where slipway.json says.",
            };
        }

        var files = ImmutableArray.CreateBuilder<RoleFile>();
        foreach (var file in review.Staging.Files)
        {
            files.Add(await signers.AddAsync(file, required.Of(file.Role), cancellation));
        }

        var signed = review.Staging.With(files.DrainToImmutable());
        var added = signed.Files.Zip(review.Staging.Files).Sum(pair => pair.First.Content.Signatures.Except(pair.Second.Content.Signatures).Count());
        var stored = await repository.OpenShelf().SignAsync(signed, cancellation);
        return (await ReviewAsync(stored, state, cancellation), added);
    }

    /// <summary>Publishes a staging that enough have signed: everything is verified again, and committed with a new snapshot and timestamp.</summary>
    /// <param name="id">The staging.</param>
    /// <param name="areOldKeysLost">
    /// Whether a new root goes out although the old keys of snapshot, timestamp or targets cannot sign any more. Readers then refuse what they
    /// read in the moment between the root and the rest.
    /// </param>
    /// <param name="cancellation">Stops it; running it again completes it.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.ApprovalNeeded"/>, <see cref="StoreFailure.Conflict"/>, <see cref="StoreFailure.StagingNotFound"/>.</exception>
    /// <exception cref="InputException">
    /// Keys of the online roles are missing. <see cref="InputFailure.KeyChangeInvalid"/>: old keys are said to be lost, and no root follows.
    /// </exception>
    /// <exception cref="TrustException">Readers would refuse it: nothing was published.</exception>
    public async Task<StagingReview> CommitAsync(string id, bool areOldKeysLost, CancellationToken cancellation)
    {
        using var ring = OpenRing();
        using var signers = new RoleSigners(repository.Policy, repository.Warn, repository.Audit, ring);
        return await repository.OpenPublisher(signers).PublishAsync(id, areOldKeysLost, cancellation);
    }

    /// <summary>Drops a staging. Files that were stored for it stay until they are pruned.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreFailure.StagingNotFound"/>; <see cref="StoreFailure.Incomplete"/>: its root is published, and nobody could read on without the rest of it.
    /// </exception>
    public async Task DiscardAsync(string id, CancellationToken cancellation)
    {
        if (await new InterruptedRotation(repository.Store).ReadIfRootIsOutAsync(id, cancellation) is { } staging && !await IsWholeAsync(cancellation))
        {
            throw StagingRefusal.NotToBeDropped(staging);
        }

        await repository.OpenShelf().RemoveAsync(id, cancellation);
    }

    private async Task<bool> IsWholeAsync(CancellationToken cancellation)
    {
        try
        {
            await repository.ReadAsync(cancellation);
            return true;
        }
        catch (TrustException)
        {
            return false;
        }
    }

    private Task<StagingReview> ReviewAsync(Staging staging, RepositoryState state, CancellationToken cancellation) =>
        repository.OpenReviewer(state).ReviewAsync(staging, staging.RequiredOn(state), mayBePublished: false, cancellation);

    private KeyRing OpenRing() => new(repository.Policy, keys, repository.Policy.Folder, repository.Warn, repository.Audit);
}
