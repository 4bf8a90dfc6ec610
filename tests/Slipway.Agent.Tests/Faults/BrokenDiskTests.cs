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
        SweepAsync(name, sweep => sweep.Points.SelectMany(point => new[] { DiskFault.Broken(point.Number), DiskFault.NoRoom(point.Number) }), judge: (broken, _) => RequireCode(broken), usualStride: 19);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task C5_A_disk_that_is_full_from_any_call_on_gives_its_room_back_and_keeps_no_bad_release(string name) =>
        SweepAsync(name, sweep => sweep.Points.Select(point => DiskFault.Full(point.Number)), judge: (broken, device) => RequireCode(broken) ?? RequireRoom(device), usualStride: 11);

    private async Task SweepAsync(string name, Func<FaultSweep, IEnumerable<DiskFault>> faults, Func<DiskRun, FaultDevice, string?> judge, int usualStride)
    {
        Assert.SkipWhen(DiskPoints.Obstacle is not null, DiskPoints.Obstacle ?? "");
        await using var device = FaultDevice.Create();
        var sweep = new FaultSweep(FaultScenarios.Named(name), device);
        await sweep.PrepareAsync();

        output.WriteLine(await sweep.RunAsync(faults(sweep), Thoroughness.Times(usualStride, exhaustive: 1), broken => Task.FromResult(judge(broken, device))));
    }

    private static string? RequireCode(DiskRun broken) =>
        broken.ExitCode == 0 || (broken.ExitCode == 1 && (broken.Error.Contains("error SLP4002:", StringComparison.Ordinal) || broken.Error.Contains("error SLP4007:", StringComparison.Ordinal)))
            ? null
            : $"it ended with {broken.ExitCode}";

    private static string? RequireRoom(FaultDevice device) =>
        new FileInfo(device.Layout.Current).LinkTarget == FaultScenarios.BadRelease ? "the bad release is on the air"
        : Directory.Exists(device.Layout.Versions) && Directory.GetFiles(device.Layout.Versions, "*", SearchOption.AllDirectories).FirstOrDefault(IsStaged) is { } staged ? $"its room is not given back: {staged}"
        : null;

    private static bool IsStaged(string file) => file.Contains("/.staging-", StringComparison.Ordinal);
}
