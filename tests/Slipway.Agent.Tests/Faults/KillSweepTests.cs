using Slipway.Testing;
using Slipway.Testing.Faults;

namespace Slipway.Agent.Tests.Faults;

/// <summary>The agent, killed at the system calls with which it changes the disk: at every one of them in an exhaustive run.</summary>
public sealed class KillSweepTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scenarios => [.. FaultScenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task C2_C3_A_device_survives_a_kill_at_any_call_that_changes_the_disk(string name)
    {
        Assert.SkipWhen(DiskPoints.Obstacle is not null, DiskPoints.Obstacle ?? "");
        await using var device = FaultDevice.Create();
        var sweep = new FaultSweep(FaultScenarios.Named(name), device);
        await sweep.PrepareAsync();
        var kills = sweep.Points.Select(point => DiskFault.Kill(point.Number));
        var torn = sweep.Points.Where(point => point.IsWrite).Select(point => DiskFault.Torn(point.Number));

        output.WriteLine(await sweep.RunAsync([.. kills, .. torn], Thoroughness.Times(usual: 9, exhaustive: 1), broken =>
            Task.FromResult(broken.ExitCode == DiskRun.Killed ? null : $"it ended with {broken.ExitCode}")));
    }
}
