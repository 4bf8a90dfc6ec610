using Slipway.Storage;

namespace Slipway.Tuf;

/// <summary>Trusted metadata in a folder, one file for each <see cref="LocalFile"/>.</summary>
public sealed class LocalMetadataFolder(string folder) : ILocalMetadata
{
    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(LocalFile file, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(file), cancellation);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(LocalFile file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await AtomicFile.WriteAsync(PathOf(file), bytes, cancellation);
    }

    /// <inheritdoc/>
    public void Delete(LocalFile file)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(PathOf(file));
        }
    }

    private string PathOf(LocalFile file) => Path.Combine(folder, file.Name);
}
