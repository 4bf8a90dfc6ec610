using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Repository;

/// <summary>The store during one publication, which may take several attempts: files that an earlier attempt has stored are not stored again.</summary>
/// <remarks>Otherwise a large payload would be compared, or sent, in each attempt, and its publisher would lose every race against those who change a rollout.</remarks>
internal sealed class AttemptStore(IReleaseStore store) : IReleaseStore
{
    private readonly HashSet<(string Path, Sha256Digest Digest)> _stored = [];

    /// <inheritdoc/>
    public Uri Address => store.Address;

    /// <inheritdoc/>
    public bool IsRemote => store.IsRemote;

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => store.OpenAsync(path, cancellation);

    /// <inheritdoc/>
    public Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation) => store.ReadAsync(path, limit, cancellation);

    /// <inheritdoc/>
    public async Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        if (_stored.Contains((path, content.Digest)))
        {
            return WriteOnce.AlreadyThere;
        }

        var result = await store.CreateAsync(path, content, cancellation);
        if (result != WriteOnce.Differs && path.StartsWith(RepositoryFiles.Targets, StringComparison.Ordinal))
        {
            _stored.Add((path, content.Digest));
        }

        return result;
    }

    /// <inheritdoc/>
    public Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation) =>
        store.TryReplaceAsync(path, content, expectedTag, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => store.ListAsync(prefix, cancellation);

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellation)
    {
        _stored.RemoveWhere(stored => stored.Path == path);
        return store.DeleteAsync(path, cancellation);
    }
}
