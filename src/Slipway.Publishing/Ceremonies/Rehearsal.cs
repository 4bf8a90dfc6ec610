using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Reads the repository as devices do: as it is, as it was to those who have not seen the last root, and as it would be after a commit.</summary>
internal sealed class Rehearsal(ReleaseRepository repository, IReleaseStore store)
{
    /// <summary>The state to whoever has not seen roots after <paramref name="newestRoot"/>; null if it is not whole to them.</summary>
    public async Task<RepositoryState?> TryReadAsync(long newestRoot, CancellationToken cancellation)
    {
        try
        {
            return await repository.ReadAsync(newestRoot, cancellation);
        }
        catch (TrustException refused) when (refused.Failure == TrustFailure.ThresholdNotMet)
        {
            return null;
        }
    }

    /// <summary>Reads what is about to be committed as devices will that know today's root.</summary>
    /// <exception cref="TrustException">They would refuse it.</exception>
    public Task RequireWholeBeforeAsync(RepositoryState state, ReadOnlyMemory<byte> timestamp, CancellationToken cancellation) =>
        ReadAsync(new StoreSource(store, timestamp, state.Root.Version), cancellation);

    /// <summary>Reads what is about to be committed as devices will that know the staging's root, if it has one.</summary>
    /// <exception cref="TrustException">They would refuse it.</exception>
    public Task RequireWholeAfterAsync(Staging staging, RepositoryState state, ReadOnlyMemory<byte> timestamp, CancellationToken cancellation) =>
        staging.Root is null
            ? Task.CompletedTask
            : ReadAsync(new RehearsalSource(new StoreSource(store, timestamp, state.Root.Version), staging.Files[^1]), cancellation);

    private async Task ReadAsync(IRepositorySource source, CancellationToken cancellation)
    {
        using var mirrors = new RepositoryMirrors(source);
        await RepositoryState.ReadAsync(TufClient.StartIgnoringExpiryUnsafe(repository.ReadTrustAnchor(), mirrors), timestamp: null, cancellation);
    }
}
