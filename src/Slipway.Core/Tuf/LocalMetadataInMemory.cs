namespace Slipway.Tuf;

/// <summary>Trusted metadata that lasts as long as the object. Not thread-safe.</summary>
public sealed class LocalMetadataInMemory : ILocalMetadata
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private byte[]? _trustAnchor;

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(string role, CancellationToken cancellation) => Task.FromResult(_files.GetValueOrDefault(role));

    /// <inheritdoc/>
    public Task WriteAsync(string role, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _files[role] = bytes.ToArray();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Delete(string role) => _files.Remove(role);

    /// <inheritdoc/>
    public Task<byte[]?> ReadTrustAnchorAsync(CancellationToken cancellation) => Task.FromResult(_trustAnchor);

    /// <inheritdoc/>
    public Task WriteTrustAnchorAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _trustAnchor = bytes.ToArray();
        return Task.CompletedTask;
    }
}
