namespace Slipway.Tuf.Sources;

/// <summary>A repository in one file, as <c>slipway export</c> writes it: read where it lies, without unpacking.</summary>
/// <remarks>Trust comes from the metadata inside, as with every other source: a pack that was changed is a mirror that lies.</remarks>
public sealed class PackSource : IRepositorySource, IDisposable
{
    private readonly FileStream _pack;
    private readonly IReadOnlyDictionary<string, PackEntry> _files;

    private PackSource(FileStream pack, IReadOnlyDictionary<string, PackEntry> files)
    {
        _pack = pack;
        _files = files;
    }

    /// <summary>Opens a pack and finds its files. Their contents are not looked at.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Archive"/>: it is no pack, or was cut off.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>: it does not exist, or cannot be read.</exception>
    public static PackSource Open(string file)
    {
        FileStream? pack = null;
        try
        {
            StoredFile.RequireFile(file);
            pack = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            return new PackSource(pack.CanSeek ? pack : throw new IOException("it is a pipe: expected a file."), PackIndex.Read(pack));
        }
        catch (TrustException refused) when (refused.Failure == TrustFailure.Archive)
        {
            pack?.Dispose();
            throw new TrustException(TrustFailure.Archive, file, $"{file} is no pack: {refused.Message}", refused)
            {
                Hint = "Copy it again, or have it made again by 'slipway export'.",
            };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            pack?.Dispose();
            throw new DeviceException(DeviceFailure.Transport, $"The pack {file} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation) =>
        (await OpenFromAsync(path, offset: 0, tag: null, cancellation))?.Content;

    /// <inheritdoc/>
    public Task<PartialFile?> OpenFromAsync(string path, long offset, string? tag, CancellationToken cancellation)
    {
        if (!_files.TryGetValue(string.Join('/', EscapedPath.NamesOf(path)), out var entry))
        {
            return Task.FromResult<PartialFile?>(null);
        }

        var start = offset <= entry.Length ? offset : 0;
        var content = new StoredFile(_pack.SafeFileHandle, entry.Offset + start, entry.Offset + entry.Length, $"{path} in {_pack.Name}", isOwner: false);
        return Task.FromResult<PartialFile?>(new PartialFile(content, start, Tag: null));
    }

    /// <inheritdoc/>
    public void Dispose() => _pack.Dispose();
}
