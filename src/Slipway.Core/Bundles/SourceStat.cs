using System.Runtime.InteropServices;

namespace Slipway.Bundles;

/// <summary>What lies at a path, without following a link there and without opening it: opening a pipe would wait for its other end.</summary>
internal readonly partial record struct SourceStat(SourceKind Kind, long Size, bool IsExecutable)
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int StructureSize = 256;
    private const int ModeOffset = 28;
    private const int SizeOffset = 40;
    private const int KindMask = 0xF000;
    private const int OwnerMayExecute = 0x40;

    /// <exception cref="IOException">There is nothing, or it cannot be looked at.</exception>
    public static SourceStat Of(string path) => OperatingSystem.IsLinux() ? OfLinux(path) : OfPortable(path);

    private static SourceStat OfLinux(string path)
    {
        Span<byte> result = stackalloc byte[StructureSize];
        if (StatX(CurrentFolder, path, NoFollow, BasicStats, result) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"Cannot look at '{path}': {Marshal.GetPInvokeErrorMessage(error)}", error);
        }

        // struct statx of <linux/stat.h>: its layout is the same on every processor.
        var mode = BitConverter.ToUInt16(result[ModeOffset..]);
        var kind = (mode & KindMask) switch
        {
            0x8000 => SourceKind.File,
            0x4000 => SourceKind.Folder,
            0xA000 => SourceKind.Link,
            _ => SourceKind.Special,
        };
        return new SourceStat(kind, BitConverter.ToInt64(result[SizeOffset..]), (mode & OwnerMayExecute) != 0);
    }

    // .NET does not tell pipes and devices from files; builds on other systems do not meet them.
    private static SourceStat OfPortable(string path)
    {
        var file = new FileInfo(path);
        var attributes = File.GetAttributes(path);
        return file.LinkTarget is not null ? new SourceStat(SourceKind.Link, 0, false)
            : attributes.HasFlag(FileAttributes.Directory) ? new SourceStat(SourceKind.Folder, 0, false)
            : attributes.HasFlag(FileAttributes.Device) ? new SourceStat(SourceKind.Special, 0, false)
            : new SourceStat(SourceKind.File, file.Length, !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute));
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> result);
}
