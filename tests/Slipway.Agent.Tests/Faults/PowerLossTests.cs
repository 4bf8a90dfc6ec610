using Slipway.Testing;
using Slipway.Testing.Faults;

namespace Slipway.Agent.Tests.Faults;

/// <summary>The device, without power at the system calls with which the agent changes its disk: what was not flushed is gone.</summary>
public sealed class PowerLossTests(ITestOutputHelper output)
{
    private const int DiskMegabytes = 16;

    public static TheoryData<string> Scenarios => KillSweepTests.Scenarios;

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task C2_C3_A_device_survives_the_loss_of_power_at_any_call_that_changes_the_disk(string name)
    {
        Assert.SkipWhen(DiskPoints.Obstacle is not null, DiskPoints.Obstacle ?? "");
        await using var device = await FaultDevice.CreateOnDiskAsync(DiskMegabytes);
        var sweep = new FaultSweep(FaultScenarios.Named(name), device);
        await sweep.PrepareAsync();

        output.WriteLine(await sweep.RunAsync(
            sweep.Points.Select(point => DiskFault.PowerLoss(point.Number)),
            Thoroughness.Times(usual: 17, exhaustive: 1),
            async broken =>
            {
                await device.Disk.RestartAsync();
                return broken.ExitCode == DiskRun.Killed ? null : $"it ended with {broken.ExitCode}";
            },
            device.Disk.CheckAsync));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task C2_What_the_agent_said_is_done_is_done_also_without_power(string name)
    {
        await using var device = await FaultDevice.CreateOnDiskAsync(DiskMegabytes);
        Assert.SkipWhen(DiskPoints.Obstacle is not null, DiskPoints.Obstacle ?? "");
        var scenario = FaultScenarios.Named(name);
        var sweep = new FaultSweep(scenario, device);
        await sweep.PrepareAsync();
        await device.RestoreAsync();

        var run = await device.RunAsync(DiskFault.None, scenario.Command);
        device.Disk.LosePower();
        await device.Disk.RestartAsync();

        Assert.Equal(scenario.ExitCode, run.ExitCode);
        Assert.Null(InstalledDevice.FindFault(device.Layout, isInstalled: true));
        Assert.Null(sweep.FindDifference());
        Assert.Null(await device.Disk.CheckAsync());
    }
}
