using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Repository;

/// <summary>A store that counts what would be requests, and passes for one that is far away.</summary>
internal sealed class RemoteStore(IReleaseStore store) : IReleaseStore
{
    /// <summary>The requests, in their order: <c>GET path</c>, <c>PUT path</c>.</summary>
    public List<string> Requests { get; } = [];

    public Uri Address => store.Address;

    public bool IsRemote => true;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        Requests.Add($"GET {path}");
        return store.OpenAsync(path, cancellation);
    }

    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation)
    {
        Requests.Add($"GET {path}");
        return store.ReadAsync(path, limit, cancellation);
    }

    public Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        Requests.Add($"PUT {path}");
        return store.CreateAsync(path, content, cancellation);
    }

    public Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        Requests.Add($"PUT {path}");
        return store.TryReplaceAsync(path, content, expectedTag, cancellation);
    }

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public Task DeleteAsync(string path, CancellationToken cancellation) => store.DeleteAsync(path, cancellation);
}
