using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>Lets a TUF client read a store, with the timestamp that was read together with its tag.</summary>
internal sealed class StoreSource(IReleaseStore store, ReadOnlyMemory<byte> timestamp) : IRepositorySource
{
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => path == RepositoryFiles.Timestamp
        ? Task.FromResult<Stream?>(new MemoryStream(timestamp.ToArray(), writable: false))
        : store.OpenAsync(Uri.UnescapeDataString(path), cancellation);
}
