namespace Slipway.Storage;

/// <summary>Makes what was written survive a power cut.</summary>
public static class Durable
{
    private const int ErrorNoSpace = 28;
    private const int ErrorQuotaLinux = 122;
    private const int ErrorQuotaMacOS = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Flushes a folder's entries: what was created, renamed and removed in it. Windows does so by itself.</summary>
    /// <exception cref="IOException">The folder does not exist, or the disk failed.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = LibC.OpenToRead(path);
        LibC.Flush(folder, path);
    }

    /// <summary>Flushes everything written to the file system that holds <paramref name="anyPathOnIt"/>: cheaper than a flush for each of thousands of files.</summary>
    /// <remarks>Linux only; elsewhere it does nothing.</remarks>
    /// <exception cref="IOException">The path does not exist, or the disk failed.</exception>
    public static void FlushFileSystem(string anyPathOnIt)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var file = LibC.OpenToRead(anyPathOnIt);
        LibC.FlushFileSystem(file, anyPathOnIt);
    }

    /// <summary>Whether the disk, or the user's share of it, was full.</summary>
    public static bool IsDiskFull(IOException failure) =>
        OperatingSystem.IsWindows()
            ? failure.HResult is WindowsDiskFull or WindowsHandleDiskFull
            : failure.HResult == ErrorNoSpace || failure.HResult == (OperatingSystem.IsMacOS() ? ErrorQuotaMacOS : ErrorQuotaLinux);
}
