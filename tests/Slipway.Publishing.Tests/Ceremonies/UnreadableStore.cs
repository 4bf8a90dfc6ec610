using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Ceremonies;

/// <summary>A store whose reads and listings may fail, and which nothing is ever written to.</summary>
internal sealed class UnreadableStore(IReleaseStore store, Func<Exception?> fails) : IReleaseStore
{
    public Uri Address => store.Address;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => fails() is { } failure ? throw failure : store.OpenAsync(path, cancellation);

    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation) =>
        fails() is { } failure ? throw failure : store.ReadAsync(path, limit, cancellation);

    public Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation) => throw new InvalidOperationException(path);

    public Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation) => throw new InvalidOperationException(path);

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public Task DeleteAsync(string path, CancellationToken cancellation) => throw new InvalidOperationException(path);
}
