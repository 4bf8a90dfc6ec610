namespace Slipway.Tuf.Sources;

/// <summary>A repository in a folder: a mounted share, a USB stick, a test.</summary>
public sealed class FolderSource(string folder) : IRepositorySource
{
    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new DeviceException(DeviceFailure.Transport, $"The repository {folder} does not exist.");
        }

        try
        {
            var file = Path.Combine([folder, .. EscapedPath.NamesOf(path)]);
            return Task.FromResult<Stream?>(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFailure.Transport, $"{path} in {folder} cannot be read: {failure.Message}", failure);
        }
    }
}
