using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Releases;

/// <summary>Lets a publisher die after a number of writes.</summary>
internal sealed class DyingStore(IReleaseStore store, int writes) : IReleaseStore
{
    private int _left = writes;

    public Uri Address => store.Address;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => store.OpenAsync(path, cancellation);

    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation) => store.ReadAsync(path, limit, cancellation);

    public Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation) =>
        Live() ? store.CreateAsync(path, content, cancellation) : throw new PublisherDiedException();

    public Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation) =>
        Live() ? store.TryReplaceAsync(path, content, expectedTag, cancellation) : throw new PublisherDiedException();

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public Task DeleteAsync(string path, CancellationToken cancellation) =>
        Live() ? store.DeleteAsync(path, cancellation) : throw new PublisherDiedException();

    private bool Live() => _left-- > 0;
}
