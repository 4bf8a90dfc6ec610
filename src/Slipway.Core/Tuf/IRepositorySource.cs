namespace Slipway.Tuf;

/// <summary>Where a repository's files are read from: a web server, a folder, a store.</summary>
public interface IRepositorySource
{
    /// <summary>Opens a file for reading from its start, or answers <see langword="null"/> when the repository does not have it.</summary>
    /// <param name="path">Relative to the repository, segments separated by <c>/</c>, each escaped as in a URL.</param>
    /// <param name="cancellation">Stops the request.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>: the repository cannot be asked. That is never "does not have it".</exception>
    Task<Stream?> OpenAsync(string path, CancellationToken cancellation);

    /// <summary>As <see cref="OpenAsync"/>, but without the bytes when the file still is the one that was served as <paramref name="knownTag"/>.</summary>
    /// <param name="path">As for <see cref="OpenAsync"/>.</param>
    /// <param name="knownTag">The tag of the bytes that are known, or <see langword="null"/>.</param>
    /// <param name="cancellation">Stops the request.</param>
    /// <exception cref="DeviceException">As for <see cref="OpenAsync"/>.</exception>
    async Task<TaggedFile> OpenTaggedAsync(string path, string? knownTag, CancellationToken cancellation) => new(await OpenAsync(path, cancellation), Tag: null);

    /// <summary>As <see cref="OpenAsync"/>, but from a byte inside the file on, where the source can do that: a transfer that broke off is continued.</summary>
    /// <param name="path">As for <see cref="OpenAsync"/>.</param>
    /// <param name="offset">How many bytes are not needed any more.</param>
    /// <param name="tag">The tag of the file that they are of, or <see langword="null"/> where it is not known. It proves nothing.</param>
    /// <param name="cancellation">Stops the request.</param>
    /// <exception cref="DeviceException">As for <see cref="OpenAsync"/>.</exception>
    async Task<PartialFile?> OpenFromAsync(string path, long offset, string? tag, CancellationToken cancellation) =>
        await OpenAsync(path, cancellation) is { } content ? new PartialFile(content, Offset: 0, Tag: null) : null;
}
