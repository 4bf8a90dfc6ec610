using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>Lets a TUF client read a store, with the timestamp that was read together with its tag.</summary>
/// <param name="store">The store.</param>
/// <param name="timestamp">The timestamp's file.</param>
/// <param name="newestRoot">Later roots are not seen: for whoever completes the change that brought the next one.</param>
internal sealed class StoreSource(IReleaseStore store, ReadOnlyMemory<byte> timestamp, long newestRoot = long.MaxValue) : IRepositorySource
{
    /// <exception cref="StoreException"><see cref="StoreFailure.Incomplete"/>: a file is missing that the metadata names.</exception>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        if (path == RepositoryFiles.Timestamp)
        {
            return new MemoryStream(timestamp.ToArray(), writable: false);
        }

        var file = Uri.UnescapeDataString(path);
        if (MetadataFileName.TryParse(file) is not { Role: RoleNames.Root } root)
        {
            return await store.OpenAsync(file, cancellation) ?? throw Incomplete(file);
        }

        // Readers ask for the next root, and its absence says that there is none yet (TUF §5.3.3).
        return root.Version > newestRoot ? null : await store.OpenAsync(file, cancellation);
    }

    private StoreException Incomplete(string file) =>
        new(StoreFailure.Incomplete, $"{ReleaseStores.NameOf(store.Address)} is incomplete: it does not have {file}.")
        {
            Hint = "It was copied half, or something was deleted: restore it from a backup or a mirror.",
        };
}
