using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Diagnosis;

/// <summary>A store that does not do what its kind promises: what a bucket behind the wrong proxy looks like.</summary>
internal sealed class LyingStore(IReleaseStore store) : IReleaseStore
{
    /// <summary>Overwrites what was to be written once.</summary>
    public bool OverwritesNew { get; init; }

    /// <summary>Overwrites whatever the expected tag is.</summary>
    public bool OverwritesAny { get; init; }

    /// <summary>Tells everybody who writes for the first time at the same moment that they won.</summary>
    public bool CongratulatesAll { get; init; }

    /// <summary>What each call to write ends with, or null.</summary>
    public Exception? WriteFailure { get; init; }

    /// <summary>What each call to delete ends with, or null.</summary>
    public StoreException? DeleteFailure { get; init; }

    /// <summary>What each call to read ends with, or null.</summary>
    public StoreException? ReadFailure { get; init; }

    /// <summary>Never answers a write.</summary>
    public bool Hangs { get; init; }

    public Uri Address => store.Address;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => ReadFailure is null ? store.OpenAsync(path, cancellation) : throw ReadFailure;

    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation) => ReadFailure is null ? store.ReadAsync(path, limit, cancellation) : throw ReadFailure;

    public async Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        if (WriteFailure is not null)
        {
            throw WriteFailure;
        }

        if (OverwritesNew)
        {
            await store.DeleteAsync(path, cancellation);
        }

        var result = await store.CreateAsync(path, content, cancellation);
        return CongratulatesAll && result == WriteOnce.Differs && Interlocked.Increment(ref _refused) > 1 ? WriteOnce.Created : result;
    }

    public async Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        if (OverwritesAny)
        {
            expectedTag = (await store.ReadAsync(path, 1024, cancellation))?.Tag;
            return await store.TryReplaceAsync(path, content, expectedTag, cancellation);
        }

        return await store.TryReplaceAsync(path, content, expectedTag, cancellation);
    }

    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    public Task DeleteAsync(string path, CancellationToken cancellation) => DeleteFailure is null ? store.DeleteAsync(path, cancellation) : throw DeleteFailure;

    private int _refused;
}
