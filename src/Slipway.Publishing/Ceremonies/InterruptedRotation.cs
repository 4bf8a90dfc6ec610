using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Ceremonies;

/// <summary>A rotation whose root is out, and what the new keys are to sign is not: nobody can read on before it is completed.</summary>
internal sealed class InterruptedRotation(IReleaseStore store)
{
    private readonly StagingShelf _shelf = new(store);

    /// <summary>The staging that completes it, or null.</summary>
    public async Task<Staging?> FindAsync(CancellationToken cancellation)
    {
        foreach (var id in await _shelf.ListAsync(cancellation))
        {
            if (await ReadIfRootIsOutAsync(id, cancellation) is { } staging)
            {
                return staging;
            }
        }

        return null;
    }

    /// <summary>The staging, if the store has its root; null where it has none, or cannot be understood.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.StagingNotFound"/>.</exception>
    public async Task<Staging?> ReadIfRootIsOutAsync(string id, CancellationToken cancellation)
    {
        try
        {
            var staging = await _shelf.ReadAsync(id, cancellation);
            return staging.Root is not null && await new StagedFiles(store).IsThereAsync(staging.Files[^1], cancellation) ? staging : null;
        }
        catch (TrustException)
        {
            return null;
        }
    }
}
