namespace Slipway.Publishing.Stores;

/// <summary>Where one product's repository lives. Everything but <c>timestamp.json</c> is written once.</summary>
/// <remarks>Paths are relative, with <c>/</c> between segments. Implementations are safe for several publishers at once.</remarks>
public interface IReleaseStore
{
    /// <summary>The repository's address, for messages and for devices that can read it directly.</summary>
    Uri Address { get; }

    /// <summary>Whether every request is a way to a server: then a few larger objects are read faster than many small ones.</summary>
    bool IsRemote => false;

    /// <summary>Opens an object, or answers <see langword="null"/> when the store does not have it.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unavailable"/>.</exception>
    Task<Stream?> OpenAsync(string path, CancellationToken cancellation);

    /// <summary>Reads a small object together with the tag of its state.</summary>
    /// <param name="path">The object.</param>
    /// <param name="limit">Bytes; a longer object is refused.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The object, or <see langword="null"/> when the store does not have it.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unavailable"/>.</exception>
    Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation);

    /// <summary>Writes an object that does not exist yet. Readers see all of it or nothing.</summary>
    /// <remarks>One that is there with the same bytes becomes as young as a new one: whoever deletes old objects leaves it to this writer.</remarks>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unavailable"/> or <see cref="StoreFailure.Full"/>.</exception>
    Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation);

    /// <summary>Replaces an object if it is still in the state that <paramref name="expectedTag"/> names.</summary>
    /// <param name="path">The object.</param>
    /// <param name="content">Its new bytes.</param>
    /// <param name="expectedTag">The tag it was read with, or <see langword="null"/> if there was none.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>Whether it was replaced; if not, someone was faster.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unavailable"/> or <see cref="StoreFailure.Full"/>.</exception>
    Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation);

    /// <summary>Lists the objects whose paths begin with <paramref name="prefix"/>, in no particular order. What is being written is not among them.</summary>
    /// <remarks>An object that is written or deleted meanwhile may or may not be listed.</remarks>
    /// <param name="prefix">For example <c>metadata/</c>; empty for every object.</param>
    /// <param name="cancellation">Stops the listing.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unavailable"/>.</exception>
    IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation);

    /// <summary>Deletes an object. Deleting what is not there is no error.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unavailable"/>.</exception>
    Task DeleteAsync(string path, CancellationToken cancellation);
}
