namespace Slipway.Tuf;

/// <summary>Trusted metadata that lasts as long as the object. Not thread-safe.</summary>
public sealed class LocalMetadataInMemory : ILocalMetadata
{
    private readonly Dictionary<LocalFile, byte[]> _files = [];

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(LocalFile file, CancellationToken cancellation) => Task.FromResult(_files.GetValueOrDefault(file));

    /// <inheritdoc/>
    public Task WriteAsync(LocalFile file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _files[file] = bytes.ToArray();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Delete(LocalFile file) => _files.Remove(file);
}
