using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Testing.Faults;

/// <summary>A small ext4 file system in a file, whose power can be taken away. Only what was flushed is there after that.</summary>
/// <remarks>Needs root and loop devices. It writes nothing back by itself for minutes, and does not flush what is renamed over something else.</remarks>
public sealed class LoopDisk : IAsyncDisposable
{
    private const uint Shutdown = 0x8004587d;
    private const uint WithoutFlushing = 2;
    private const int CloseOnExecute = 0x80000;
    private const int Attempts = 50;
    private const string Options = "loop,commit=300,noauto_da_alloc,noatime";

    private readonly string _image;
    private readonly string _folder;
    private bool _isMounted;

    private LoopDisk(string image, string folder)
    {
        _image = image;
        _folder = folder;
    }

    /// <summary>Makes one and mounts it.</summary>
    /// <param name="image">Its file.</param>
    /// <param name="folder">Where it is mounted; an existing folder.</param>
    /// <param name="megabytes">Its size.</param>
    /// <returns>The disk, or why there can be none here.</returns>
    public static async Task<(LoopDisk? Disk, string? Obstacle)> TryCreateAsync(string image, string folder, int megabytes)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return (null, "a file system can be mounted by root on Linux only");
        }

        var disk = new LoopDisk(image, folder);
        var line = string.Create(CultureInfo.InvariantCulture, $"truncate -s {megabytes}M '{image}' && mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0 -J size=4 '{image}' && mount -o {Options} '{image}' '{folder}'");
        var (exitCode, _, error) = await DiskPoints.ExecuteAsync("/bin/sh", "-c", line);
        disk._isMounted = exitCode == 0;
        return exitCode == 0 ? (disk, null) : (null, $"no ext4 on a loop device here: {error.Trim()}");
    }

    /// <summary>Keeps what is on it, flushed, for <see cref="RestoreAsync"/>.</summary>
    public async Task SaveAsync()
    {
        await UnmountAsync();
        await ShellAsync($"cp --sparse=always '{_image}' '{_image}.saved'");
        await MountAsync();
    }

    /// <summary>Brings back what was kept.</summary>
    public async Task RestoreAsync()
    {
        await UnmountAsync();
        await ShellAsync($"cp --sparse=always '{_image}.saved' '{_image}'");
        await MountAsync();
    }

    /// <summary>Takes the power away: what was not flushed is lost, and every further call fails.</summary>
    public void LosePower()
    {
        using var folder = new SafeFileHandle(Open(_folder, CloseOnExecute), ownsHandle: true);
        var how = WithoutFlushing;
        if (IoControl(folder, Shutdown, ref how) != 0)
        {
            throw new IOException($"The power of {_folder} cannot be taken: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Mounts it again after <see cref="LosePower"/>.</summary>
    public async Task RestartAsync()
    {
        await UnmountAsync();
        await MountAsync();
    }

    /// <summary>Unmounts it and has it checked.</summary>
    /// <returns>What e2fsck complains about; null when all is well.</returns>
    public async Task<string?> CheckAsync()
    {
        await UnmountAsync();
        var (exitCode, output, error) = await DiskPoints.ExecuteAsync("/bin/sh", "-c", $"e2fsck -fn '{_image}'");
        return exitCode == 0 ? null : output + error;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await UnmountAsync();

    private async Task MountAsync()
    {
        await ShellAsync($"mount -o {Options} '{_image}' '{_folder}'");
        _isMounted = true;
    }

    private async Task UnmountAsync()
    {
        for (var attempt = 1; _isMounted; attempt++)
        {
            try
            {
                await ShellAsync($"umount '{_folder}'");
                _isMounted = false;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // A process that another test is just starting has, for a moment, everything open that this one has.
                await Task.Delay(100);
            }
        }
    }

    private static async Task ShellAsync(string line)
    {
        var (exitCode, _, error) = await DiskPoints.ExecuteAsync("/bin/sh", "-c", line);
        if (exitCode != 0)
        {
            throw new IOException($"{line}: {error.Trim()}");
        }
    }

#pragma warning disable SYSLIB1054, CA2101 // Generated marshalling would need unsafe code in every test project that compiles this.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int IoControl(SafeFileHandle file, ulong request, ref uint argument);
#pragma warning restore SYSLIB1054, CA2101
}
