using Slipway.Agent.Device;
using Slipway.Testing.Faults;

namespace Slipway.Agent.Tests.Faults;

/// <summary>A device that is prepared once and broken many times. Its agent runs as a process of its own.</summary>
internal sealed class FaultDevice : IAsyncDisposable
{
    private readonly TestDevice _device = new();
    private LoopDisk? _disk;

    private FaultDevice()
    {
    }

    public DeviceLayout Layout => _device.Layout;

    public TestRepository Repository => _device.Repository;

    /// <summary>Makes one in a folder.</summary>
    public static FaultDevice Create()
    {
        var device = new FaultDevice();
        device.Configure("""{"kind":"none"}""");
        return device;
    }

    /// <summary>Makes one on a disk of its own.</summary>
    public static async Task<FaultDevice> CreateOnDiskAsync(int megabytes)
    {
        var device = new FaultDevice();
        (device._disk, var obstacle) = await LoopDisk.TryCreateAsync(device._device.Scratch("disk.img"), device.Layout.Base, megabytes);
        if (obstacle is not null)
        {
            await device.DisposeAsync();
            Assert.Skip(obstacle);
        }

        device.Configure("""{"kind":"none"}""");
        return device;
    }

    public LoopDisk Disk => _disk!;

    public void Configure(string service) => File.WriteAllText(
        Layout.Configuration,
        $$"""{"format":"slipway-device/1","product":"edge-agent","organization":"acme","rid":"linux-x64","device_id":"device-1","repositories":["{{Repository.Address}}"],"service":{{service}}}""");

    public Task PublishAsync(string version) => PublishAsync(new ReleaseRecipe(version));

    public async Task PublishAsync(ReleaseRecipe recipe)
    {
        await Repository.PublishAsync(recipe);
        File.Copy(Repository.TrustAnchor, Layout.TrustAnchor, overwrite: true);
    }

    public async Task InstallAsync(params string[] versions)
    {
        foreach (var version in versions)
        {
            await _device.InstallAsync(version);
        }
    }

    public Task<DiskRun> RunAsync(DiskFault fault, params string[] command) =>
        DiskPoints.RunAsync(Layout.Base, fault, FaultAgent.File, [.. command, "--base-dir", Layout.Base]);

    /// <summary>Runs an update and kills it before the last such call on a path.</summary>
    public async Task StopBeforeAsync(string call, string path)
    {
        await SaveAsync();
        var whole = await RunAsync(DiskFault.None, "update");
        await RestoreAsync();
        var killed = await RunAsync(DiskFault.Kill(whole.Points.Last(point => point.Call == call && point.Path == path).Number), "update");
        Assert.Equal(DiskRun.Killed, killed.ExitCode);
    }

    /// <summary>Remembers the device as it is.</summary>
    public Task SaveAsync() => _disk?.SaveAsync() ?? ShellAsync($"rm -rf '{Saved}' && cp -a --reflink=auto '{Layout.Base}' '{Saved}'");

    /// <summary>Brings back what was remembered.</summary>
    public Task RestoreAsync() => _disk?.RestoreAsync() ?? ShellAsync($"find '{Layout.Base}' -mindepth 1 -delete && cp -a --reflink=auto '{Saved}/.' '{Layout.Base}'");

    public async ValueTask DisposeAsync()
    {
        if (_disk is not null)
        {
            await _disk.DisposeAsync();
        }

        _device.Dispose();
    }

    private string Saved => _device.Scratch("saved");

    private static async Task ShellAsync(string line)
    {
        var run = await ProcessRun.RunAsync("/bin/sh", "-c", line);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
