using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Upkeep;

/// <summary>Lets something happen just before the first deletion.</summary>
internal sealed class MeanwhileStore(IReleaseStore store, Func<Task> happens) : IReleaseStore
{
    private bool _hasHappened;

    public Uri Address => store.Address;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => store.OpenAsync(path, cancellation);

    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation) => store.ReadAsync(path, limit, cancellation);

    public Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation) => store.CreateAsync(path, content, cancellation);

    public Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation) =>
        store.TryReplaceAsync(path, content, expectedTag, cancellation);

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        if (!_hasHappened)
        {
            _hasHappened = true;
            await happens();
        }

        await store.DeleteAsync(path, cancellation);
    }
}
