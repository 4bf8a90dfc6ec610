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
            throw Refusal(path, failed);
        }
    }

    /// <summary>Writes to a file, if there is one.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Disk"/>.</exception>
    public static void Write(string path, FileStream? file, ReadOnlySpan<byte> content)
    {
        try
        {
            file?.Write(content);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Refusal(path, failed);
        }
    }

    private static DeviceException Refusal(string path, Exception failed)
    {
        var isFull = failed is IOException full && Durable.IsDiskFull(full);
        return new DeviceException(DeviceFailure.Disk, isFull ? $"The disk is full: '{path}' was not written." : $"'{path}' cannot be written: {failed.Message}", failed);
    }
}
