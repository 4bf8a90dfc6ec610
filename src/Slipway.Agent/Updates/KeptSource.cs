using Slipway.Tuf;

namespace Slipway.Agent.Updates;

/// <summary>The repository as it was when the device last read it: it offers the kept timestamp again, and everything else is kept beside that.</summary>
internal sealed class KeptSource(ILocalMetadata kept) : IRepositorySource
{
    /// <inheritdoc/>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Transport"/>: no timestamp is kept.</exception>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        if (path != "metadata/timestamp.json")
        {
            return null;
        }

        var timestamp = await kept.ReadAsync(LocalFile.Role(RoleNames.Timestamp), cancellation)
            ?? throw new DeviceException(DeviceFailure.Transport, "Nothing is kept yet from the repository: this device has never read it.");
        return new MemoryStream(timestamp, writable: false);
    }
}
