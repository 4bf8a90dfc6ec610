using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>A store in which somebody else is faster for a number of times.</summary>
internal sealed class LosingStore(IReleaseStore store, int losses) : IReleaseStore
{
    private int _left = losses;

    /// <summary>Every object that was to be created, as often as it was.</summary>
    public List<string> Creations { get; } = [];

    public Uri Address => store.Address;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => store.OpenAsync(path, cancellation);

    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation) => store.ReadAsync(path, limit, cancellation);

    public Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        Creations.Add(path);
        return store.CreateAsync(path, content, cancellation);
    }

    public Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation) =>
        _left-- > 0 ? Task.FromResult(false) : store.TryReplaceAsync(path, content, expectedTag, cancellation);

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public Task DeleteAsync(string path, CancellationToken cancellation) => store.DeleteAsync(path, cancellation);
}
