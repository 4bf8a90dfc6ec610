using System.Text;
using Slipway.Storage;

namespace Slipway.Tuf;

/// <summary>Trusted metadata in a folder: <c>root.json</c>, <c>timestamp.json</c>, ..., delegated roles percent-encoded, or by the digest of a name that is too long.</summary>
public sealed class LocalMetadataFolder(string folder) : ILocalMetadata
{
    // File systems take 255 bytes; an encoded name has one byte a character.
    private const int LongestName = 200;

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
        if (Directory.Exists(folder))
        {
            File.Delete(FileOf(role));
        }
    }

    private string FileOf(string role)
    {
        var name = Uri.EscapeDataString(role);
        return Path.Combine(folder, RoleNames.FileOf(name.Length <= LongestName ? name : Sha256Digest.Of(Encoding.UTF8.GetBytes(role)).ToString()));
    }
}
