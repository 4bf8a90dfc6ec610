using System.Diagnostics;
using Slipway.Channels;
using Slipway.EndToEnd.Tests.Interop;

namespace Slipway.EndToEnd.Tests.Publishers;

/// <summary>Eight <c>slipway</c> processes at once on one store.</summary>
public sealed class CommandsAtOnceTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] Runtimes = ["linux-x64", "linux-arm64", "linux-arm", "linux-musl-x64"];

    private readonly Shop _shop = new();
    private readonly Stopwatch _elapsed = new();

    public async ValueTask InitializeAsync() => await _shop.InitializeAsync();

    [Fact]
    public async Task P1_eight_commands_at_once_lose_nothing_while_devices_read()
    {
        await _shop.TypeAsync($"slipway publish {await _shop.BundleAsync("1.0.0", "the first")} --channel canary");
        await _shop.TypeAsync("slipway promote 1.0.0 --from canary --to beta");
        var rounds = Thoroughness.Times(usual: 1, exhaustive: 10);
        using var done = new CancellationTokenSource();
        using var server = await WebServer.StartAsync(_shop.Terminal["releases"]);
        var readings = ReadUntilAsync(server.Address, done.Token);

        for (var round = 1; round <= rounds; round++)
        {
            await RunRoundAsync(round);
        }

        await done.CancelAsync();
        output.WriteLine($"{rounds} rounds of 8 processes: {8 * rounds} publications in {_elapsed.Elapsed.TotalSeconds:F1} s; states read meanwhile: {string.Join(", ", await readings)}");
        Assert.Equal(3 + (8 * rounds), (await _shop.TypeAsync("slipway status --json")).Json.GetProperty("timestamp_version").GetInt64());
    }

    public ValueTask DisposeAsync()
    {
        _shop.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Four builds of one version are published, a share is set three times, and the release before is promoted.</summary>
    private async Task RunRoundAsync(int round)
    {
        var version = $"1.0.{round}";
        var bundles = new List<string>();
        foreach (var runtime in Runtimes)
        {
            bundles.Add(await _shop.BundleAsync(version, version, runtime));
        }

        _elapsed.Start();
        await Task.WhenAll(
        [
            .. bundles.Select(bundle => _shop.TypeAsync($"slipway publish {bundle} --channel canary")),
            .. Enumerable.Range(1, 3).Select(i => _shop.TypeAsync($"slipway rollout set --channel beta --percent {round}.{i}")),
            round == 1 ? _shop.TypeAsync("slipway promote 1.0.0 --from beta --to stable") : _shop.TypeAsync($"slipway rollout set --channel stable --percent {round}"),
        ]);
        _elapsed.Stop();

        var offers = (await _shop.TypeAsync("slipway status --json")).Json.GetProperty("channels")[0].GetProperty("offers").EnumerateArray();
        Assert.Equal(Runtimes.Length, offers.Count(offer => offer.GetProperty("version").GetString() == version));
    }

    /// <summary>Devices that know what they have seen: ours from the folder, and tuf-js where it can be run.</summary>
    private async Task<string[]> ReadUntilAsync(Uri server, CancellationToken done)
    {
        var own = ReadUntilAsync("ours", new OwnDevice(_shop.Terminal["own"], _shop.TrustAnchor, new Uri(_shop.Repository + "/")), done);
        return TufJs.Obstacle is { } obstacle
            ? [await own, $"tuf-js none ({obstacle})"]
            : await Task.WhenAll(own, ReadUntilAsync("tuf-js", new TufJsDevice(await TufJs.CreateAsync(_shop.Terminal["tuf-js"], _shop.TrustAnchor), new Uri(server, "acme/edge-agent/")), done));
    }

    private static async Task<string> ReadUntilAsync(string name, IDevice device, CancellationToken done)
    {
        var readings = 0;
        while (!done.IsCancellationRequested)
        {
            var files = await device.FetchAsync(["canary/linux-x64.json", "rollout/canary.json", "rollout/beta.json"]);
            Assert.Equal("canary", Offer.Parse(files["canary/linux-x64.json"]!).Channel.ToString());
            readings++;
        }

        return $"{name} {readings}";
    }
}
