using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Ceremonies;

/// <summary>A store in which something happens once, just after an object was written.</summary>
internal sealed class MishapStore(IReleaseStore store, string path, Func<Task> happens) : IReleaseStore
{
    private bool _hasHappened;

    public Uri Address => store.Address;

    public Task<Stream?> OpenAsync(string other, CancellationToken cancellation) => store.OpenAsync(other, cancellation);

    public Task<StoredObject?> ReadAsync(string other, long limit, CancellationToken cancellation) => store.ReadAsync(other, limit, cancellation);

    public async Task<WriteOnce> CreateAsync(string created, StoreContent content, CancellationToken cancellation)
    {
        var result = await store.CreateAsync(created, content, cancellation);
        await HappenAsync(created);
        return result;
    }

    public async Task<bool> TryReplaceAsync(string replaced, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        var result = await store.TryReplaceAsync(replaced, content, expectedTag, cancellation);
        await HappenAsync(replaced);
        return result;
    }

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public Task DeleteAsync(string other, CancellationToken cancellation) => store.DeleteAsync(other, cancellation);

    private async Task HappenAsync(string written)
    {
        if (!_hasHappened && written.Contains(path, StringComparison.Ordinal))
        {
            _hasHappened = true;
            await happens();
        }
    }
}
