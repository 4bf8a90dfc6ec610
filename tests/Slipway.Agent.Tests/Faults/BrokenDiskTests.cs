using Slipway.Testing;
using Slipway.Testing.Faults;

namespace Slipway.Agent.Tests.Faults;

/// <summary>The agent on a disk that refuses the calls which change it: one of them, or from one on all that need room.</summary>
public sealed class BrokenDiskTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scenarios => KillSweepTests.Scenarios;

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task C5_A_call_that_fails_once_is_a_coded_refusal_and_the_next_run_succeeds(string name) =>
        SweepAsync(name, sweep => sweep.Points.SelectMany(point => new[] { DiskFault.Broken(point.Number), DiskFault.NoRoom(point.Number) }), usualStride: 19);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task C5_A_disk_that_is_full_from_any_call_on_gives_its_room_back_and_keeps_no_bad_release(string name) =>
        SweepAsync(name, sweep => sweep.Points.Select(point => DiskFault.Full(point.Number)), usualStride: 11);

    private async Task SweepAsync(string name, Func<FaultSweep, IEnumerable<DiskFault>> faults, int usualStride)
    {
        Assert.SkipWhen(DiskPoints.Obstacle is not null, DiskPoints.Obstacle ?? "");
        await using var device = FaultDevice.Create();
        var sweep = new FaultSweep(FaultScenarios.Named(name), device);
        await sweep.PrepareAsync();

        output.WriteLine(await sweep.RunAsync(faults(sweep), Thoroughness.Times(usualStride, exhaustive: 1), broken => Task.FromResult(Judge(broken, device))));
    }

    private static string? Judge(DiskRun broken, FaultDevice device)
    {
        var isRefused = broken.ExitCode == 1 && (broken.Error.Contains("error SLP4002:", StringComparison.Ordinal) || broken.Error.Contains("error SLP4007:", StringComparison.Ordinal));
        if (broken.ExitCode != 0 && !isRefused)
        {
            return $"it ended with {broken.ExitCode}";
        }

        return new FileInfo(device.Layout.Current).LinkTarget == FaultScenarios.BadRelease ? "the bad release is on the air"
            : Directory.Exists(device.Layout.Versions) && Directory.GetFileSystemEntries(device.Layout.Versions, ".staging-*") is [var staging, ..] ? $"its room is not given back: {staging}"
            : null;
    }
}
