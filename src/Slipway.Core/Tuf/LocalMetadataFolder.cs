using System.Text;
using Slipway.Storage;

namespace Slipway.Tuf;

/// <summary>Trusted metadata in a folder: <c>root.json</c>, <c>timestamp.json</c>, ..., delegated roles percent-encoded, or by the digest of a name that is too long.</summary>
/// <remarks>Beside them lies <c>trust_anchor</c>, the root that they follow from. Roles' files, and no others, end in <c>.json</c>.</remarks>
public sealed class LocalMetadataFolder(string folder) : ILocalMetadata
{
    // File systems take 255 bytes; an encoded name has one byte a character.
    private const int LongestName = 200;

    private string TrustAnchor => Path.Combine(folder, "trust_anchor");

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(string role, CancellationToken cancellation) => ReadFileAsync(FileOf(role), cancellation);

    /// <inheritdoc/>
    public Task WriteAsync(string role, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => WriteFileAsync(FileOf(role), bytes, cancellation);

    /// <inheritdoc/>
    public void Delete(string role)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(FileOf(role));
        }
    }

    /// <inheritdoc/>
    public Task<byte[]?> ReadTrustAnchorAsync(CancellationToken cancellation) => ReadFileAsync(TrustAnchor, cancellation);

    /// <inheritdoc/>
    public Task WriteTrustAnchorAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => WriteFileAsync(TrustAnchor, bytes, cancellation);

    private static async Task<byte[]?> ReadFileAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellation);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task WriteFileAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await AtomicFile.WriteAsync(path, bytes, cancellation);
    }

    private string FileOf(string role)
    {
        var name = Uri.EscapeDataString(role);
        return Path.Combine(folder, RoleNames.FileOf(name.Length <= LongestName ? name : Sha256Digest.Of(Encoding.UTF8.GetBytes(role)).ToString()));
    }
}
