using Slipway.Storage;

namespace Slipway.Tuf;

/// <summary>Trusted metadata in a folder: <c>root.json</c>, <c>timestamp.json</c>, ..., delegated roles percent-encoded.</summary>
public sealed class LocalMetadataFolder(string folder) : ILocalMetadata
{
    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string role, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(FileOf(role), cancellation);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(string role, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await AtomicFile.WriteAsync(FileOf(role), bytes, cancellation);
    }

    /// <inheritdoc/>
    public void Delete(string role)
    {
        File.Delete(FileOf(role));
    }

    private string FileOf(string role) => Path.Combine(folder, RoleNames.FileOf(Uri.EscapeDataString(role)));
}
