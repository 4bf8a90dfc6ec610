using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>A store in which others commit once, between what a publisher has read and its own commit. Who loses is the server's decision.</summary>
internal sealed class OvertakenStore(IReleaseStore store, Func<Task> others) : IReleaseStore
{
    private Func<Task>? _others = others;

    /// <summary>How often the publisher tried to commit.</summary>
    public int Commits { get; private set; }

    public Uri Address => store.Address;

    public bool IsRemote => store.IsRemote;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => store.OpenAsync(path, cancellation);

    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation) => store.ReadAsync(path, limit, cancellation);

    public Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation) => store.CreateAsync(path, content, cancellation);

    public async Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        if (path == RepositoryFiles.Timestamp)
        {
            Commits++;
            var happens = Interlocked.Exchange(ref _others, null);
            await (happens?.Invoke() ?? Task.CompletedTask);
        }

        return await store.TryReplaceAsync(path, content, expectedTag, cancellation);
    }

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public Task DeleteAsync(string path, CancellationToken cancellation) => store.DeleteAsync(path, cancellation);
}
