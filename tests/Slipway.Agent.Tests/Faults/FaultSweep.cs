using System.Diagnostics;
using System.Globalization;
using Slipway.Testing.Faults;

namespace Slipway.Agent.Tests.Faults;

/// <summary>One scenario, interrupted at one call after another. Each time the device must be sound at once, and be where it was to go after at most three runs.</summary>
internal sealed class FaultSweep(FaultScenario scenario, FaultDevice device)
{
    private const int MaxRuns = 3;

    private readonly List<string> _failures = [];
    private readonly SortedDictionary<int, int> _runs = [];
    private InstalledDevice _expected = null!;

    /// <summary>The calls of a run that nothing interrupts.</summary>
    public IReadOnlyList<DiskPoint> Points { get; private set; } = [];

    /// <summary>Prepares the device, and sees how the scenario ends when nothing interrupts it.</summary>
    public async Task PrepareAsync()
    {
        await scenario.PrepareAsync(device);
        await device.SaveAsync();
        var whole = await device.RunAsync(DiskFault.None, scenario.Command);
        Assert.True(whole.ExitCode == scenario.ExitCode, whole.Output + whole.Error);
        Points = whole.Points;
        await device.RunAsync(DiskFault.None, "update");
        _expected = InstalledDevice.Read(device.Layout);
    }

    /// <summary>Breaks the device at every n-th of the faults, and says what came of it.</summary>
    /// <param name="faults">What is done to it, one at a time.</param>
    /// <param name="stride">How many faults a step is.</param>
    /// <param name="judge">Looks at the run that the fault met, before anything else runs; what it returns is a failure.</param>
    /// <param name="finish">Looks at the device when it has recovered.</param>
    public async Task<string> RunAsync(IEnumerable<DiskFault> faults, int stride, Func<DiskRun, Task<string?>> judge, Func<Task<string?>>? finish = null)
    {
        var clock = Stopwatch.StartNew();
        var tried = 0;
        foreach (var fault in faults.Where((_, i) => i % stride == 0))
        {
            tried++;
            await device.RestoreAsync();
            var broken = await device.RunAsync(fault, scenario.Command);
            var failure = await judge(broken)
                ?? InstalledDevice.FindFault(device.Layout, scenario.IsInstalled)
                ?? await RecoverAsync()
                ?? (finish is null ? null : await finish());
            if (failure is not null)
            {
                _failures.Add($"{fault} ({Points[fault.Point - 1]}): {failure}\n{broken.Output}{broken.Error}");
            }
        }

        Assert.True(_failures.Count == 0, $"{_failures.Count} of {tried}:\n{string.Join('\n', _failures)}");
        var runs = string.Join(", ", _runs.Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Value} after {run.Key} run{(run.Key == 1 ? "" : "s")}")));
        return string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}: {Points.Count} calls; tried {tried}, failed {_failures.Count}; recovered {runs}; {clock.Elapsed.TotalSeconds:F1} s with {FaultAgent.File}");
    }

    /// <summary>Whether the device is where the scenario was to bring it.</summary>
    public string? FindDifference() =>
        InstalledDevice.Read(device.Layout) is var found && found != _expected && found != scenario.Alternative ? $"{found}, expected {_expected}" : null;

    /// <summary>First comes the timer's run; where what was typed had not begun, it is typed again.</summary>
    private async Task<string?> RecoverAsync()
    {
        var told = "";
        for (var run = 1; run <= MaxRuns; run++)
        {
            var next = await device.RunAsync(DiskFault.None, run == 2 ? scenario.Command : ["update"]);
            told += $"run {run} ended with {next.ExitCode}:\n{next.Output}{next.Error}";
            if (InstalledDevice.FindFault(device.Layout, scenario.IsInstalled) is { } fault)
            {
                return $"{fault}\n{told}";
            }

            if (FindDifference() is null && InstalledDevice.FindLeftover(device.Layout) is null)
            {
                _runs[run] = _runs.GetValueOrDefault(run) + 1;
                return null;
            }
        }

        return $"{FindDifference()}; left over: {InstalledDevice.FindLeftover(device.Layout)}\n{told}";
    }
}
