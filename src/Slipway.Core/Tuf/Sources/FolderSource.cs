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
            return Task.FromResult<PartialFile?>(From(new FileStream(Path.Combine([folder, .. EscapedPath.NamesOf(path)]), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), offset));
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

    private static PartialFile From(FileStream content, long offset)
    {
        content.Position = offset <= content.Length ? offset : 0;
        return new PartialFile(content, content.Position, Tag: null);
    }
}
