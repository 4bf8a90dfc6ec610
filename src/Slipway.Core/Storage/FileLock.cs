namespace Slipway.Storage;

/// <summary>A lock that one process at a time can have. The system releases it however the process ends.</summary>
/// <remarks>Advisory (flock): it keeps out those who ask for it. The file stays behind, empty; deleting it would let two processes hold two locks of one name.</remarks>
public sealed class FileLock : IDisposable
{
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock without waiting; <see langword="null"/> if somebody has it, this process included.</summary>
    /// <exception cref="IOException">The folder is missing, or the disk is full or failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written by this user.</exception>
    public static FileLock? TryAcquire(string path) => TryAcquire(path, UnixFileMode.None);

    /// <summary>As <see cref="TryAcquire(string)"/>, for a lock that others take as well.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="others">What group and others may do with it, whatever the umask says. Where the file is another user's it stays as it is.</param>
    public static FileLock? TryAcquire(string path, UnixFileMode others)
    {
        try
        {
            var file = Open(path);
            if (IsLocked(file, path))
            {
                Share(file, others);
                return new FileLock(file);
            }

            file.Dispose();
            return null;
        }
        catch (IOException taken) when (OperatingSystem.IsWindows() ? taken.HResult == WindowsSharingViolation : LibC.IsWouldBlock(taken.HResult))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static void Share(FileStream file, UnixFileMode others)
    {
        if (OperatingSystem.IsWindows() || File.GetUnixFileMode(file.SafeFileHandle) is var mode && (mode & others) == others)
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(file.SafeFileHandle, mode | others);
        }
        catch (UnauthorizedAccessException)
        {
            // It is another user's, who could open it for us.
        }
    }

    /// <summary>.NET locks a file that is not shared, unless DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set: so ask again, which changes nothing if it did.</summary>
    private static bool IsLocked(FileStream file, string path) => OperatingSystem.IsWindows() || LibC.TryLock(file.SafeFileHandle, path);
}
