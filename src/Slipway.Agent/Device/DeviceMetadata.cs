using Slipway.Tuf;

namespace Slipway.Agent.Device;

/// <summary>The metadata that the device trusts and, with the timestamp, the time that it proved.</summary>
/// <remarks>
/// A timestamp is forgotten when its keys were replaced. They may have been stolen, and the time that they signed may be far ahead:
/// the time floor goes with it, before the new root is kept, so that no power cut leaves it behind (ATTACKS A14).
/// </remarks>
public sealed class DeviceMetadata(DeviceLayout layout) : ILocalMetadata
{
    private static readonly LocalFile Timestamp = LocalFile.Role(RoleNames.Timestamp);

    private readonly LocalMetadataFolder _folder = new(layout.Metadata);
    private readonly TimeFloor _timeFloor = new(layout);

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(LocalFile file, CancellationToken cancellation) => _folder.ReadAsync(file, cancellation);

    /// <inheritdoc/>
    public Task WriteAsync(LocalFile file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => _folder.WriteAsync(file, bytes, cancellation);

    /// <inheritdoc/>
    public void Delete(LocalFile file)
    {
        if (file == Timestamp)
        {
            _timeFloor.Drop();
        }

        _folder.Delete(file);
    }
}
