namespace Slipway.Tuf.Sources;

/// <summary>A repository in a folder: a mounted share, a USB stick, a test.</summary>
public sealed class FolderSource(string folder) : IRepositorySource
{
    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation) =>
        (await OpenFromAsync(path, offset: 0, tag: null, cancellation))?.Content;

    /// <inheritdoc/>
    public Task<PartialFile?> OpenFromAsync(string path, long offset, string? tag, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new DeviceException(DeviceFailure.Transport, $"The repository {folder} does not exist.");
        }

        try
        {
            var place = Path.Combine([folder, .. EscapedPath.NamesOf(path)]);
            StoredFile.RequireFile(place);
#pragma warning disable CA2000 // It is closed with the stream that gets it.
            var file = File.OpenHandle(place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
#pragma warning restore CA2000
            var length = RandomAccess.GetLength(file);
            var start = offset <= length ? offset : 0;
            return Task.FromResult<PartialFile?>(new PartialFile(new StoredFile(file, start, length, place, isOwner: true), start, Tag: null));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<PartialFile?>(null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFailure.Transport, $"{path} in {folder} cannot be read: {failure.Message}", failure);
        }
    }
}
