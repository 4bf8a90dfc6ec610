using System.Collections.Immutable;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Ceremonies;

/// <summary>The stagings in a store, <c>staging/ID.json</c>. Readers of releases never look there.</summary>
internal sealed class StagingShelf(IReleaseStore store)
{
    /// <summary>Where stagings lie in a store.</summary>
    public const string Folder = "staging/";

    private const string Suffix = ".json";
    private const int MaxAttempts = 50;

    /// <summary>The ids of what is staged, sorted.</summary>
    public async Task<ImmutableArray<string>> ListAsync(CancellationToken cancellation)
    {
        var ids = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        await foreach (var entry in store.ListAsync(Folder, cancellation))
        {
            if (entry.Path.EndsWith(Suffix, StringComparison.Ordinal) && entry.Path[Folder.Length..^Suffix.Length] is var id && Staging.IsId(id))
            {
                ids.Add(id);
            }
        }

        return [.. ids];
    }

    /// <exception cref="StoreException"><see cref="StoreFailure.StagingNotFound"/>.</exception>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>.</exception>
    public async Task<Staging> ReadAsync(string id, CancellationToken cancellation) => (await ReadTaggedAsync(id, cancellation)).Staging;

    /// <summary>Puts a staging on the shelf. The same change, staged before, keeps its signatures and gains these.</summary>
    public async Task<Staging> AddAsync(Staging staging, CancellationToken cancellation) =>
        await store.CreateAsync(PathOf(staging.Id), staging.ToContent(), cancellation) == WriteOnce.Differs
            ? await SignAsync(staging, cancellation)
            : staging;

    /// <summary>Adds the signatures of <paramref name="signed"/> to what is on the shelf by now, if it still is the same change.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: it is another change, or others were faster each time.</exception>
    public async Task<Staging> SignAsync(Staging signed, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var (current, tag) = await ReadTaggedAsync(signed.Id, cancellation);
            if (!current.IsSameChangeAs(signed))
            {
                throw new StoreException(StoreFailure.Conflict, $"The staging {signed.Id} is not the one any more that was shown: nothing was signed.");
            }

            var merged = current.With([.. current.Files.Zip(signed.Files).Select(pair => Merge(pair.First, pair.Second))]);
            if (await store.TryReplaceAsync(PathOf(signed.Id), merged.ToContent(), tag, cancellation))
            {
                return merged;
            }
        }

        throw new StoreException(StoreFailure.Conflict, $"Others signed the staging {signed.Id} first, {MaxAttempts} times in a row.")
        {
            Hint = "Your signature was not added. Try again.",
        };
    }

    /// <exception cref="StoreException"><see cref="StoreFailure.StagingNotFound"/>.</exception>
    public async Task RemoveAsync(string id, CancellationToken cancellation)
    {
        if (await store.ReadAsync(PathOf(id), Staging.MaxBytes, cancellation) is null)
        {
            throw NotFound(id);
        }

        await store.DeleteAsync(PathOf(id), cancellation);
    }

    private async Task<(Staging Staging, string Tag)> ReadTaggedAsync(string id, CancellationToken cancellation)
    {
        var stored = await store.ReadAsync(PathOf(id), Staging.MaxBytes, cancellation);
        return stored is null ? throw NotFound(id) : (Staging.Parse(id, stored.Bytes), stored.Tag);
    }

    private static RoleFile Merge(RoleFile current, RoleFile signed) => current with
    {
        Content = signed.Content.Signatures.Except(current.Content.Signatures).Aggregate(current.Content, (content, signature) => content.With(signature)),
    };

    /// <summary>An id comes from a command line, and becomes part of a path that may be deleted.</summary>
    private string PathOf(string id) => Staging.IsId(id) ? $"{Folder}{id}{Suffix}" : throw NotFound(id);

    private StoreException NotFound(string id) =>
        new(StoreFailure.StagingNotFound, $"There is no staging {id} in {ReleaseStores.NameOf(store.Address)}.")
        {
            Hint = "It was published or discarded, or is in another store. 'slipway approve' lists what is staged.",
        };
}
