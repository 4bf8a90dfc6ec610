using Slipway.Testing.Faults;

namespace Slipway.Agent.Tests.Faults;

/// <summary>A real file system without room: the update is refused, the version before runs, and what was begun is given back.</summary>
public sealed class SmallDiskTests
{
    private const int DiskMegabytes = 16;

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(64)]
    public async Task C5_A_disk_without_room_for_an_update_is_a_coded_refusal_that_gives_back_what_it_took(int freeKilobytes)
    {
        Assert.SkipWhen(DiskPoints.Obstacle is not null, DiskPoints.Obstacle ?? "");
        await using var device = await FaultDevice.CreateOnDiskAsync(DiskMegabytes);
        await device.InstallAsync("1.4.1");
        await device.PublishAsync("1.4.2");
        var filling = Path.Combine(device.Layout.Base, "filling");
        await ProcessRun.RunAsync("/bin/sh", "-c", $"head -c {freeKilobytes}k /dev/zero > '{filling}.free'; cat /dev/zero > '{filling}'; sync; rm '{filling}.free'; sync");
        var before = InstalledDevice.Read(device.Layout);

        var refused = await device.RunAsync(DiskFault.None, "update");
        var after = InstalledDevice.Read(device.Layout);
        File.Delete(filling);
        var honest = await device.RunAsync(DiskFault.None, "update");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("error SLP4002:", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, after);
        Assert.Null(InstalledDevice.FindFault(device.Layout, isInstalled: true));
        Assert.True(honest.ExitCode == 0, honest.Error);
        Assert.Equal("versions/v1.4.2", InstalledDevice.Read(device.Layout).Current);
        Assert.Null(InstalledDevice.FindLeftover(device.Layout));
        Assert.Null(await device.Disk.CheckAsync());
    }
}
