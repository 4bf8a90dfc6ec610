using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>Writes down what one publication does to a store.</summary>
internal sealed class WatchedStore(IReleaseStore store, StoreRecord record) : IReleaseStore
{
    private int _lost;

    public Uri Address => store.Address;

    public bool IsRemote => store.IsRemote;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => store.OpenAsync(path, cancellation);

    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation) => store.ReadAsync(path, limit, cancellation);

    public async Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        var result = await store.CreateAsync(path, content, cancellation);
        if (result == WriteOnce.Created)
        {
            record.Create(path);
        }

        return result;
    }

    public async Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        if (!await store.TryReplaceAsync(path, content, expectedTag, cancellation))
        {
            _lost++;
            return false;
        }

        await record.CommitAsync(content, _lost);
        return true;
    }

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public Task DeleteAsync(string path, CancellationToken cancellation) => store.DeleteAsync(path, cancellation);
}
