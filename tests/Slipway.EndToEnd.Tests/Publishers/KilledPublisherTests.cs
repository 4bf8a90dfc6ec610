using System.Diagnostics;
using Slipway.EndToEnd.Tests.Interop;

namespace Slipway.EndToEnd.Tests.Publishers;

/// <summary>The <c>slipway</c> command, killed by the system at the calls with which it writes to a folder: what it leaves harms nobody.</summary>
public sealed class KilledPublisherTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Killed = 137;
    private const string Refresh = "slipway refresh";

    // How many objects each command writes.
    private static readonly (string Command, int Objects)[] Commands = [("publish", 10), ("promote", 6), ("rollout set", 4), (Refresh, 1)];

    private readonly Shop _shop = new();
    private readonly SortedDictionary<int, int> _killsByWrites = [];
    private OwnDevice _always = null!;
    private int _devices;

    public async ValueTask InitializeAsync() => await _shop.InitializeAsync();

    [Fact]
    public async Task P2_a_command_that_is_killed_anywhere_harms_no_device_and_completes_when_it_is_typed_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is for Linux.");
        var stride = Thoroughness.Times(usual: 11, exhaustive: 1);
        var points = Commands.SelectMany(command => CallsOf(command.Objects).Select(call => (command.Command, Call: call))).Where((_, i) => i % stride == 0).ToArray();
        await _shop.TypeAsync($"slipway publish {await _shop.BundleAsync("1.0.0", "the first")} --channel canary");
        await _shop.TypeAsync("slipway promote 1.0.0 --from canary --to beta");
        _always = NewDevice();

        for (var i = 0; i < points.Length; i++)
        {
            await KillAndRepeatAsync(await PrepareAsync(points[i].Command, i), points[i].Call);
        }

        Assert.NotEmpty(_killsByWrites);
        output.WriteLine($"killed {_killsByWrites.Values.Sum()} commands: {string.Join(", ", _killsByWrites.Select(kills => $"{kills.Value} after {kills.Key} objects"))}");
    }

    public ValueTask DisposeAsync()
    {
        _shop.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>An object is written and flushed beside its place, linked (the timestamp is renamed), its folder is flushed, and the first name goes.</summary>
    private static IEnumerable<(string Call, int Time)> CallsOf(int objects) =>
        new[] { ("pwrite64", objects), ("fsync", 2 * objects), ("link", objects - 1), ("rename", 1), ("unlink", objects - 1) }
            .SelectMany(call => Enumerable.Range(1, call.Item2).Select(time => (call.Item1, time)));

    private async Task<string> PrepareAsync(string command, int i)
    {
        if (command == Refresh)
        {
            return Refresh;
        }

        if (command == "rollout set")
        {
            return $"slipway rollout set --channel beta --percent {i}";
        }

        var publish = $"slipway publish {await _shop.BundleAsync($"1.0.{i + 1}", $"{i}")} --channel canary";
        if (command == "publish")
        {
            return publish;
        }

        await _shop.TypeAsync(publish);
        return $"slipway promote 1.0.{i + 1} --from canary --to beta";
    }

    private async Task KillAndRepeatAsync(string line, (string Call, int Time) point)
    {
        var before = await Sight.DescribeAsync(_always);

        await KillAsync(line, point);

        var between = await Sight.DescribeAsync(_always);
        Assert.Equal(between, await Sight.DescribeAsync(NewDevice()));
        await _shop.TypeAsync(line);
        var after = await Sight.DescribeAsync(_always);
        Assert.Equal(after, await Sight.DescribeAsync(NewDevice()));
        Assert.Equal(line == Refresh, before == after);
        Assert.True(between == before || between == after, $"{line}, killed at {point}: {between}");
    }

    /// <summary>The system kills it instead of answering the call. Where it makes fewer such calls, it succeeds.</summary>
    private async Task KillAsync(string line, (string Call, int Time) point)
    {
        var trace = _shop.Terminal["trace"];
        var start = new ProcessStartInfo("strace", ["-f", "-qq", "-o", trace, "-e", "trace=link,rename,fsync,pwrite64,unlink", "-e", $"inject={point.Call}:signal=KILL:when={point.Time}", "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "slipway.dll"), .. line.Split(' ')[1..]])
        {
            WorkingDirectory = _shop.Terminal[""],
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Calls are counted by thread.
        start.Environment["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode is 0 or Killed, await error);
        if (process.ExitCode == Killed)
        {
            var writes = File.ReadLines(trace).Count(call => (call.Contains(" link(", StringComparison.Ordinal) || call.Contains(" rename(", StringComparison.Ordinal)) && call.EndsWith(" = 0", StringComparison.Ordinal));
            _killsByWrites[writes] = _killsByWrites.GetValueOrDefault(writes) + 1;
        }
    }

    private OwnDevice NewDevice() => new(_shop.Terminal[$"device-{_devices++}"], _shop.TrustAnchor, new Uri(_shop.Repository + "/"));
}
