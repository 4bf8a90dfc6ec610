using System.Diagnostics;
using System.Globalization;

namespace Slipway.EndToEnd.Tests.Devices;

/// <summary>A machine of its own with a real systemd: its processes, mounts, network and cgroup are separate, its kernel is this one's.</summary>
/// <remarks>Cutting its power kills everything in it at once; what it wrote stays in its root folder, as on a disk that was flushed.</remarks>
internal sealed class SystemdHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly string _shared;
    private Process? _machine;
    private string _init = "";

    /// <param name="shared">The folder of this machine that is <c>/srv</c> there.</param>
    public SystemdHost(string shared) => _shared = shared;

    /// <summary>A file or folder of the machine, as this one sees it.</summary>
    public string this[string path] => Path.Join(_folder["root"], path);

    /// <summary>Makes the disk and boots.</summary>
    public async Task StartAsync()
    {
        await RequireAsync("cp", "-a", await SystemdRoot.MakeAsync(), _folder["root"]);
        await BootAsync();
    }

    /// <summary>Boots, and returns when systemd has come up.</summary>
    public async Task BootAsync()
    {
        _machine = Process.Start(new ProcessStartInfo("bash", [SourceTree.At("tests/Slipway.EndToEnd.Tests/Devices/boot-systemd.sh"), _folder["root"], _shared]))!;
        await WaitForAsync("a first process", () => Task.FromResult((_init = FirstProcess()).Length > 0));
        await WaitForAsync("systemd", async () => (await RunAsync("systemctl is-system-running")).Output.Trim() is "running" or "degraded");
    }

    /// <summary>Nothing on the machine runs on, not even for an instant.</summary>
    public async Task CutPowerAsync()
    {
        await RequireAsync("kill", "-KILL", _init);
        await _machine!.WaitForExitAsync();

        // Its control groups are empty now, and would stay until this machine is booted again.
        await StartAsync("find", "/sys/fs/cgroup", "-depth", "-type", "d", "-path", $"*/slipway-{_machine.Id.ToString(CultureInfo.InvariantCulture)}*", "-delete");
        _machine.Dispose();
        _machine = null;
    }

    /// <summary>Runs a shell command on the machine.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(string command) =>
        StartAsync("nsenter", "-t", _init, "-m", "-p", "-u", "-i", "-n", "-C", "/bin/sh", "-c", command);

    /// <summary>Runs a shell command that must succeed.</summary>
    /// <returns>What it printed, on both streams.</returns>
    public async Task<string> TypeAsync(string command)
    {
        var (exitCode, output) = await RunAsync(command);
        Assert.True(exitCode == 0, $"{command}: {exitCode}\n{output}\n{(await RunAsync("journalctl -n 60 --no-pager -o short-monotonic")).Output}");
        return output.Trim();
    }

    /// <summary>Waits until something is true on the machine.</summary>
    public async Task WaitForAsync(string what, Func<Task<bool>> condition)
    {
        for (var started = Stopwatch.StartNew(); !await condition(); await Task.Delay(100))
        {
            Assert.True(started.Elapsed < Patience, $"There was no {what} within {Patience.TotalSeconds} s.\n{(_init.Length == 0 ? "" : (await RunAsync("journalctl -n 60 --no-pager -o short-monotonic")).Output)}");
        }
    }

    public void Dispose()
    {
        if (_machine is not null)
        {
            CutPowerAsync().GetAwaiter().GetResult();
        }

        _folder.Dispose();
    }

    private string FirstProcess()
    {
        // The script has become unshare, whose only child is the first process of the new machine.
        var children = $"/proc/{_machine!.Id.ToString(CultureInfo.InvariantCulture)}/task/{_machine.Id.ToString(CultureInfo.InvariantCulture)}/children";
        var child = File.Exists(children) ? File.ReadAllText(children).Trim() : "";
        return child.Length > 0 && File.ReadAllText($"/proc/{child}/comm").Trim() == "systemd" ? child : "";
    }

    private static async Task RequireAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await StartAsync(program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: {exitCode}\n{output}");
    }

    internal static async Task<(int ExitCode, string Output)> StartAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
