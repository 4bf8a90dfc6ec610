using Slipway.Storage;

namespace Slipway.Bundles.Archives;

/// <summary>Turns what goes wrong with the device's disk into a refusal.</summary>
internal static class DiskGuard
{
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Disk"/>.</exception>
    public static void Run(string path, Action write) => Run(path, () =>
    {
        write();
        return true;
    });

    /// <exception cref="DeviceException"><see cref="DeviceFailure.Disk"/>.</exception>
    public static T Run<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            var isFull = failed is IOException full && Durable.IsDiskFull(full);
            throw new DeviceException(DeviceFailure.Disk, isFull ? $"The disk is full: '{path}' was not written." : $"'{path}' cannot be written: {failed.Message}", failed);
        }
    }
}
