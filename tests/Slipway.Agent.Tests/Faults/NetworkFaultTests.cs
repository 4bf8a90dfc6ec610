using Slipway.Testing;
using Slipway.Testing.Faults;

namespace Slipway.Agent.Tests.Faults;

/// <summary>A device whose server, or network, fails at one of the files that an update needs.</summary>
public sealed class NetworkFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Payload = ".payload.tar.zst";

    private readonly TestDevice _device = new();
    private FaultServer _server = null!;
    private string _served = "";

    // The files of an update, by a part of their paths.
    public static TheoryData<string> Files =>
    [
        "metadata/timestamp.json", "metadata/2.snapshot.json", "metadata/2.targets.json", "metadata/2.stable.json", "metadata/2.releases.json", "metadata/2.rollout.json",
        "targets/stable/", "targets/rollout/", ".manifest.json", ".signature.sig", ".payload.tar.zst",
    ];

    public async ValueTask InitializeAsync()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        _served = _device.Repository.Folder;
        _server = new FaultServer(() => _served);
        await File.WriteAllTextAsync(_device.Layout.Configuration, $$$"""{"format":"slipway-device/1","product":"edge-agent","organization":"acme","rid":"linux-x64","device_id":"device-1","repositories":["{{{_server.Address}}}"],"service":{"kind":"none"}}""");
        await ShellAsync($"cp -a '{_device.Layout.Base}' '{Saved}'");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A1_A2_A3_A8_N1_whatever_a_server_does_to_a_file_is_a_coded_refusal_that_changed_nothing(string file)
    {
        var failures = new List<string>();
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var tried = NetworkFault.All.Where((_, i) => (i + file.Length) % Thoroughness.Times(usual: 3, exhaustive: 1) == 0).ToArray();
        foreach (var fault in tried)
        {
            _server.Misbehave = exchange => exchange.Path.Contains(file, StringComparison.Ordinal) ? fault.AnswerAsync(exchange) : null;
            var before = _server.Faults;
            var run = await _device.RunAsync("update");
            var code = run.Error.Split("error ").ElementAtOrDefault(1)?.Split(':')[0] ?? "none";
            codes[code] = codes.GetValueOrDefault(code) + 1;
            if (await FindFailureAsync(run, code, await IsMetAsync(before)) is { } failure)
            {
                failures.Add($"{fault}: {failure}\n{run.Output}{run.Error}");
            }
        }

        output.WriteLine($"{file}: {tried.Length} faults, failed {failures.Count}; {string.Join(", ", codes.Select(pair => $"{pair.Key} {pair.Value}"))}");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    /// <summary>A server that goes on sending may count its fault after the agent has had enough of it.</summary>
    private async Task<bool> IsMetAsync(int before)
    {
        for (var tries = 0; _server.Faults == before && tries < 100; tries++)
        {
            await Task.Delay(10);
        }

        return _server.Faults > before;
    }

    [Fact]
    public async Task A8_a_payload_that_is_cut_after_every_byte_is_continued_and_installed()
    {
        var payload = new FileInfo(_device.Repository.FileOf("1.4.2", "payload.tar.zst")).Length;
        var cuts = 0;
        for (var at = 1; at < payload; at += Thoroughness.Times(usual: 37, exhaustive: 1))
        {
            var offsets = new List<int>();
            var length = at;
            _server.Misbehave = exchange =>
            {
                if (!exchange.Path.Contains(Payload, StringComparison.Ordinal))
                {
                    return null;
                }

                offsets.Add(exchange.From);
                return offsets.Count == 1 ? NetworkFault.CutAsync(exchange, length) : null;
            };
            var run = await _device.RunAsync("update");

            Assert.True(run.ExitCode == 0, $"cut after {at} bytes: {run.Output}{run.Error}");
            Assert.Equal([0, at], offsets);
            Assert.Equal("versions/v1.4.2", _device.Current);
            await RestoreAsync();
            cuts++;
        }

        output.WriteLine($"{payload} bytes: cut {cuts} times, continued {cuts} times");
    }

    [Fact]
    public async Task A10_yesterdays_repository_is_refused_and_changes_nothing()
    {
        await ShellAsync($"cp -a '{_device.Repository.Folder}' '{_device.Scratch("yesterday")}'");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3"));
        Assert.Equal(0, (await _device.RunAsync("update")).ExitCode);
        _served = _device.Scratch("yesterday");

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.3", _device.Current);
    }

    [Fact]
    public async Task A7_a_repository_that_stands_still_is_refused_when_it_has_expired()
    {
        _device.Repository.Lifetime = TimeSpan.FromSeconds(-1);
        await _device.Repository.OfferAsync("1.4.2");

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
    }

    [Theory]
    [InlineData("timestamp.json", -1)]
    [InlineData("timestamp.json", 10)]
    [InlineData(".manifest.json", 0)]
    [InlineData(".payload.tar.zst", 10)]
    public async Task A4_a_server_that_falls_silent_is_left_and_the_lock_is_free(string file, int sent)
    {
        _server.Misbehave = exchange => exchange.Path.Contains(file, StringComparison.Ordinal) ? FallSilentAsync(exchange, sent) : null;

        var run = await _device.RunAsync("update");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error SLP4005:", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        using var free = Slipway.Storage.FileLock.TryAcquire(_device.Layout.Lock);
        Assert.NotNull(free);
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends so much, if anything, and keeps the connection until the device hangs up.</summary>
    private static async Task FallSilentAsync(FaultExchange exchange, int sent)
    {
        if (sent >= 0)
        {
            await NetworkFault.CutAsync(exchange, sent);
        }

        await exchange.Connection.ReadAtLeastAsync(new byte[1], minimumBytes: 1, throwOnEndOfStream: false);
    }

    private string Saved => _device.Scratch("saved");

    /// <summary>Refused, or mended by asking again; then the honest server is back.</summary>
    private async Task<string?> FindFailureAsync(AgentRun run, string code, bool wasMet)
    {
        var failure =
            !wasMet ? "the fault was not met"
            : run.ExitCode is 1 or 3 && !code.StartsWith("SLP", StringComparison.Ordinal) ? $"it ended with {run.ExitCode} without a code"
            : run.ExitCode is not (0 or 1 or 3) ? $"it ended with {run.ExitCode}"
            : run.ExitCode != 0 && _device.Current != "versions/v1.4.1" ? $"current names {_device.Current}"
            : run.ExitCode != 0 && _device.Versions is not ["v1.4.1"] ? $"below versions there is {string.Join(' ', _device.Versions)}"
            : InstalledDevice.FindFault(_device.Layout, isInstalled: true);
        _server.Misbehave = null;
        var honest = await _device.RunAsync("update");
        failure ??= honest.ExitCode != 0 || _device.Current != "versions/v1.4.2" ? $"the next run ended with {honest.ExitCode}: {honest.Output}{honest.Error}" : InstalledDevice.FindLeftover(_device.Layout);
        await RestoreAsync();
        return failure;
    }

    private Task RestoreAsync() => ShellAsync($"find '{_device.Layout.Base}' -mindepth 1 -delete && cp -a '{Saved}/.' '{_device.Layout.Base}'");

    private static async Task ShellAsync(string line)
    {
        var run = await ProcessRun.RunAsync("/bin/sh", "-c", line);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
