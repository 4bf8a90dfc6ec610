using System.Diagnostics;
using Slipway.Storage;

namespace Slipway.EndToEnd.Tests.Devices;

/// <summary>The disk of a small Linux machine with systemd, made once by mmdebstrap from this machine's own distribution.</summary>
internal static class SystemdRoot
{
    private static readonly string Folder = SourceTree.At("artifacts/systemd");

    /// <summary>Why no such machine can be had here, or <see langword="null"/> if it can.</summary>
    public static string? Obstacle { get; } =
        !OperatingSystem.IsLinux() || Environment.UserName != "root" ? "booting systemd in namespaces needs root on Linux"
        : !File.Exists("/usr/bin/mmdebstrap") ? "mmdebstrap is not installed"
        : !Directory.Exists("/sys/fs/cgroup/unified") && !File.Exists("/sys/fs/cgroup/cgroup.procs") ? "there is no cgroup2 hierarchy"
        : null;

    /// <summary>The folder to copy. Tests change their copies only.</summary>
    public static async Task<string> MakeAsync()
    {
        Directory.CreateDirectory(Folder);
        var root = Path.Combine(Folder, "root");
        using var alone = await LockAsync();
        if (!Directory.Exists(root))
        {
            var made = $"{root}-{Environment.ProcessId}";
            var (exitCode, output) = await SystemdHost.StartAsync("mmdebstrap", "--variant=minbase", "--include=systemd,dbus,iproute2", await SuiteAsync(), made);
            Assert.True(exitCode == 0, $"mmdebstrap: {exitCode}\n{output}");
            Directory.Move(made, root);
        }

        return root;
    }

    private static async Task<FileLock> LockAsync()
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(200))
        {
            if (FileLock.TryAcquire(Path.Combine(Folder, "lock")) is { } taken)
            {
                return taken;
            }

            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), "Another process has been making the disk for five minutes.");
        }
    }

    private static async Task<string> SuiteAsync() =>
        (await SystemdHost.StartAsync("/bin/sh", "-c", ". /etc/os-release; printf %s \"$VERSION_CODENAME\"")).Output;
}
