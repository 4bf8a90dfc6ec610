using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Upkeep;

/// <summary>Deletes what no reader can need any more. It signs nothing and needs no key.</summary>
/// <remarks>
/// A root stays for ever. Metadata stays while it is current, unexpired or young; a file stays while such metadata, a current offer or
/// a staged change names it, and always where its release was yanked. What is not understood stays, too. Time is that of the newest publication, so that a clock that is ahead
/// here deletes nothing, and whatever is written meanwhile is young.
/// </remarks>
public sealed class RepositoryPruner(ReleaseRepository repository)
{
    /// <summary>Deletes, or only says what it would delete. An interrupted run is completed by the next one.</summary>
    /// <param name="olderThan">What was written later than this before the newest publication stays whatever it is: publications may be in flight.</param>
    /// <param name="isDryRun">Whether nothing is deleted.</param>
    /// <param name="cancellation">Stops it between two deletions.</param>
    /// <exception cref="StoreException">There is no repository, it is incomplete, or the store refused.</exception>
    /// <exception cref="TrustException">Its metadata does not follow from the trust anchor. Nothing was deleted.</exception>
    public async Task<Pruning> PruneAsync(TimeSpan olderThan, bool isDryRun, CancellationToken cancellation)
    {
        var state = await repository.ReadAsync(cancellation);
        var time = state.Timestamp.SignedAt is { } signedAt && signedAt < repository.Now ? signedAt : repository.Now;
        var survey = new StoreSurvey(repository.Store, time, time - olderThan);
        var (metadata, targets) = await survey.FindObsoleteAsync(state, cancellation);
        if (!isDryRun)
        {
            await DeleteAsync(metadata, cancellation);
            await DeleteUntouchedAsync(targets, survey, cancellation);
        }

        return new Pruning([.. metadata, .. targets], survey.Kept, survey.NotUnderstood);
    }

    private async Task DeleteAsync(List<StoredEntry> metadata, CancellationToken cancellation)
    {
        foreach (var entry in metadata)
        {
            await repository.Store.DeleteAsync(entry.Path, cancellation);
        }
    }

    /// <summary>A publication in flight makes an object young that it is about to list again, so each is looked at once more.</summary>
    private async Task DeleteUntouchedAsync(List<StoredEntry> targets, StoreSurvey survey, CancellationToken cancellation)
    {
        foreach (var entry in targets.ToArray())
        {
            if (await repository.Store.ListAsync(entry.Path, cancellation).AnyAsync(now => now.Path == entry.Path && now.Modified > entry.Modified, cancellation))
            {
                survey.Keep(entry);
                targets.Remove(entry);
                continue;
            }

            await repository.Store.DeleteAsync(entry.Path, cancellation);
        }
    }
}
