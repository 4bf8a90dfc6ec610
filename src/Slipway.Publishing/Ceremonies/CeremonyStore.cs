using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Ceremonies;

/// <summary>The store during a ceremony. It knows whether anything may have come to it, also where the answer was lost on the way.</summary>
internal sealed class CeremonyStore(IReleaseStore store) : IReleaseStore
{
    private const string StagingFolder = "staging/";

    /// <summary>Whether a write was begun. Nobody can tell from here whether one that failed has not been stored nevertheless.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What was staged last, or null.</summary>
    public string? StagingId { get; private set; }

    /// <inheritdoc/>
    public Uri Address => store.Address;

    /// <inheritdoc/>
    public bool IsRemote => store.IsRemote;

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => store.OpenAsync(path, cancellation);

    /// <inheritdoc/>
    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation) => store.ReadAsync(path, limit, cancellation);

    /// <inheritdoc/>
    public Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        Begin(path);
        return store.CreateAsync(path, content, cancellation);
    }

    /// <inheritdoc/>
    public Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        Begin(path);
        return store.TryReplaceAsync(path, content, expectedTag, cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellation) => store.DeleteAsync(path, cancellation);

    private void Begin(string path)
    {
        HasBegun = true;
        if (path.StartsWith(StagingFolder, StringComparison.Ordinal))
        {
            StagingId = Path.GetFileNameWithoutExtension(path);
        }
    }
}
