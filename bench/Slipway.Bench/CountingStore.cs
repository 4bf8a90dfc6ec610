using Slipway.Publishing.Stores;

namespace Slipway.Bench;

/// <summary>Counts the requests to a store, and the bytes of metadata that are written.</summary>
internal sealed class CountingStore(IReleaseStore store) : IReleaseStore
{
    public int Requests { get; private set; }

    public long MetadataBytes { get; private set; }

    public Uri Address => store.Address;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        Requests++;
        return store.OpenAsync(path, cancellation);
    }

    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation)
    {
        Requests++;
        return store.ReadAsync(path, limit, cancellation);
    }

    public Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        Count(path, content);
        return store.CreateAsync(path, content, cancellation);
    }

    public Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        Count(path, content);
        return store.TryReplaceAsync(path, content, expectedTag, cancellation);
    }

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation)
    {
        Requests++;
        return store.ListAsync(prefix, cancellation);
    }

    public Task DeleteAsync(string path, CancellationToken cancellation)
    {
        Requests++;
        return store.DeleteAsync(path, cancellation);
    }

    private void Count(string path, StoreContent content)
    {
        Requests++;
        if (path.StartsWith("metadata/", StringComparison.Ordinal))
        {
            MetadataBytes += content.Length;
        }
    }
}
