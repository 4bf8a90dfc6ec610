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
            return Task.FromResult<Stream?>(new FileStream(FileOf(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
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

    /// <summary>The path's segments are names, whatever they contain: nothing leads out of the folder (ATTACKS J3).</summary>
    private string FileOf(string path)
    {
        var names = path.Split('/').Select(Uri.UnescapeDataString).ToArray();
        var isConfined = names.All(name => name is not ("" or "." or "..") && name.AsSpan().IndexOfAny('/', '\\', '\0') < 0);
        return isConfined
            ? Path.Combine([folder, .. names])
            : throw new TrustException(TrustFailure.Malformed, path, $"The path '{path}' leads out of the repository.");
    }
}
