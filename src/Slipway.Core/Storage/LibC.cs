using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Storage;

/// <summary>The calls of the C library that .NET does not offer. Never called on Windows.</summary>
internal static partial class LibC
{
    private const string Library = "libc";
    private const int NotPermitted = 1;
    private const int Interrupted = 4;
    private const int Exists = 17;
    private const int InvalidArgument = 22;
    private const int NotSupportedLinux = 95;
    private const int NotSupportedMacOS = 45;
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMacOS = 35;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;

    /// <summary>O_RDONLY | O_CLOEXEC: a child process must not inherit it.</summary>
    private static readonly int ReadOnlyCloseOnExecute = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Opens a file or, unlike .NET, a folder.</summary>
    public static SafeFileHandle OpenToRead(string path)
    {
        int descriptor;
        do
        {
            descriptor = Open(path, ReadOnlyCloseOnExecute);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure("open", path);
    }

    /// <summary>fsync. A file system that cannot flush a folder says EINVAL, and then nothing more can be done.</summary>
    public static void Flush(SafeFileHandle handle, string path) => RequireFlush(() => FSync(handle), path);

    /// <summary>syncfs.</summary>
    public static void FlushFileSystem(SafeFileHandle handle, string path) => RequireFlush(() => SyncFS(handle), path);

    /// <summary>rename, which also takes symbolic links to folders.</summary>
    public static void Rename(string from, string to)
    {
        if (RenameEntry(from, to) != 0)
        {
            throw Failure("rename", to);
        }
    }

    /// <summary>link: a second name for a file, which replaces nothing.</summary>
    /// <returns>Whether it was made; <see langword="false"/> where there is something already, <see langword="null"/> where the file system has no links.</returns>
    public static bool? TryLink(string existing, string name)
    {
        if (LinkEntry(existing, name) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Exists => false,
            NotPermitted or NotSupportedLinux or NotSupportedMacOS => null,
            _ => throw Failure("create", name),
        };
    }

    /// <summary>flock. <see langword="false"/>: another open file has the lock.</summary>
    public static bool TryLock(SafeFileHandle handle, string path)
    {
        int error;
        do
        {
            error = FLock(handle, LockExclusive | LockNonBlocking) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);

        return error == 0 || (IsWouldBlock(error) ? false : throw Failure("lock", path));
    }

    /// <summary>Whether an error number, or an <see cref="Exception.HResult"/> of .NET, says that somebody else has the lock.</summary>
    public static bool IsWouldBlock(int error) => error == (OperatingSystem.IsMacOS() ? WouldBlockMacOS : WouldBlockLinux);

    private static void RequireFlush(Func<int> flush, string path)
    {
        int error;
        do
        {
            error = flush() == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);

        if (error is not (0 or InvalidArgument) && error != (OperatingSystem.IsMacOS() ? NotSupportedMacOS : NotSupportedLinux))
        {
            throw Failure("flush", path);
        }
    }

    /// <summary>As .NET does it: the error number is the <see cref="Exception.HResult"/>.</summary>
    private static IOException Failure(string action, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"Cannot {action} '{path}': {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    // Without O_CREAT there is no third argument, so that the call is right also where variadic calls differ.
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(SafeFileHandle handle);

    [LibraryImport(Library, EntryPoint = "syncfs", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFS(SafeFileHandle handle);

    [LibraryImport(Library, EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameEntry(string from, string to);

    [LibraryImport(Library, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkEntry(string existing, string name);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FLock(SafeFileHandle handle, int operation);
}
