using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Serving;
using Slipway.Testing.Servers;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>Twenty publishers and twenty who promote, all at once on one bucket, over a network on which one request in ten goes wrong.</summary>
public sealed class BucketRaceTests(S3Server server, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Entries = 2;
    private const int Rings = 10;
    private static readonly string[] Runtimes = [.. new[] { "x64", "x86", "arm64", "arm", "riscv64" }.SelectMany(machine => new[] { $"linux-{machine}", $"linux-musl-{machine}" })];

    private const string Timestamp = "metadata/timestamp.json";

    private readonly StoreRecord _record = new();
    private BucketWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _workshop = await BucketWorkshop.CreateAsync(server, AddChannels);
        var bundle = await _workshop.Workshop.PackAsync("1.0.0");
        await new ReleasePublisher(_workshop.Open()).PublishAsync(new PublishRequest([bundle], ReleaseWorkshop.Canary), null, CancellationToken.None);
        _workshop.Proxy.Keep = IsCommit;
        _workshop.Proxy.Forget();
    }

    [Fact]
    public async Task P1_forty_at_once_on_a_bad_network_lose_nothing_and_every_state_verifies()
    {
        var rounds = Thoroughness.Times(usual: 1, exhaustive: 10);
        using var race = new CancellationTokenSource();
        var reading = ReadUntilAsync(race.Token);
        Misfortune.Befall(_workshop.Proxy);
        var elapsed = Stopwatch.StartNew();

        for (var round = 1; round <= rounds; round++)
        {
            await RunRoundAsync(round);
        }

        elapsed.Stop();
        (_workshop.Proxy.Misbehave, _workshop.Proxy.Latency) = (null, null);
        await race.CancelAsync();
        var sights = await reading;
        var requests = _workshop.Proxy.Requests;
        await RequireWholeAsync(rounds, requests);
        var faults = requests.Where(request => request.Fault is not null).GroupBy(request => request.Fault!.Name).Select(fault => $"{fault.Count()} {fault.Key}");
        output.WriteLine($"{rounds} rounds of 40: {_record.Figures}, {requests.Count} requests ({string.Join(", ", faults)}), {elapsed.Elapsed.TotalSeconds:F1} s, {sights} states seen by a reader meanwhile");
    }

    [Fact]
    public async Task P1_tuf_js_reads_states_from_the_middle_of_the_race()
    {
        Assert.SkipWhen(TufJs.Obstacle is not null, TufJs.Obstacle ?? "");
        Misfortune.Befall(_workshop.Proxy);
        await Task.WhenAll(Runtimes.Take(5).Select(runtime => Task.Run(() => PublishAsync("entry-1", "1.1.1", runtime))));
        (_workshop.Proxy.Misbehave, _workshop.Proxy.Latency) = (null, null);
        var copy = await _workshop.CopyAsync();
        await using var files = StaticFileServer.Start(copy, IPAddress.Loopback, port: 0);
        using var stop = new CancellationTokenSource();
        var serving = files.RunAsync(stop.Token);
        var device = await TufJs.CreateAsync(_workshop.Workshop["tuf-js"], _workshop.Workshop.Policy.TrustAnchorFile);

        foreach (var (version, bytes) in Commits(_workshop.Proxy.Requests))
        {
            await File.WriteAllBytesAsync(Path.Combine(copy, Timestamp), bytes);
            Assert.Equal(version, (await device.FetchAsync(files.Address, ["canary/linux-x64.json", "rollout/canary.json"])).Timestamp);
        }

        Assert.Equal(Commits(_workshop.Proxy.Requests)[^1].Version, (await device.FetchAsync(_workshop.Address, ["entry-1/linux-x64.json"])).Timestamp);
        await stop.CancelAsync();
        await serving;
    }

    public async ValueTask DisposeAsync()
    {
        if (_workshop is not null)
        {
            await _workshop.DisposeAsync();
        }
    }

    private static void AddChannels(JsonObject policy)
    {
        foreach (var channel in Enumerable.Range(1, Entries).Select(i => $"entry-{i}").Concat(Enumerable.Range(1, Rings).Select(i => $"ring-{i}")))
        {
            policy["channels"]![channel] = channel.StartsWith("ring", StringComparison.Ordinal) ? new JsonObject { ["from"] = "canary" } : new JsonObject();
            policy["roles"]![channel] = policy["roles"]!["canary"]!.DeepClone();
        }

        policy["retain"] = 1000;
    }

    /// <summary>A version is published for ten runtimes into two channels, and what is in canary is promoted into ten others, twice each.</summary>
    private async Task RunRoundAsync(int round)
    {
        var publications = Enumerable.Range(1, Entries).SelectMany(i => Runtimes.Select(runtime => (Func<Task>)(() => PublishAsync($"entry-{i}", $"1.{i}.{round}", runtime))));
        var promotions = Enumerable.Range(1, 2 * Rings).Select(i => (Func<Task>)(() => PromoteAsync($"1.0.{round - 1}", $"ring-{1 + ((i - 1) / 2)}")));
        await Task.WhenAll(publications.Concat(promotions).Select(Task.Run));
        await PublishAsync("canary", $"1.0.{round}", "linux-x64");
    }

    private Task PromoteAsync(string version, string ring) =>
        new ReleasePromoter(_workshop.Open(_record)).PromoteAsync(new PromotionRequest(SemanticVersion.Parse(version), ReleaseWorkshop.Canary, ChannelName.Parse(ring)), CancellationToken.None);

    private async Task PublishAsync(string channel, string version, string runtime)
    {
        var bundle = await _workshop.Workshop.PackAsync(version, runtime: runtime);
        await new ReleasePublisher(_workshop.Open(_record)).PublishAsync(new PublishRequest([bundle], ChannelName.Parse(channel)), null, CancellationToken.None);
    }

    private async Task<int> ReadUntilAsync(CancellationToken stop)
    {
        var reader = new Reader(_workshop.Open().ReadTrustAnchor(), _workshop.Workshop.Clock);
        var seen = new HashSet<long>();
        while (!stop.IsCancellationRequested)
        {
            seen.Add((await Task.Run(() => reader.ReadAsync(_workshop.OpenSource()), CancellationToken.None)).Timestamp);
        }

        return seen.Count;
    }

    /// <summary>Every state that was ever in place, for one device that saw them all and for one that saw only this one.</summary>
    private async Task RequireWholeAsync(int rounds, IReadOnlyList<ProxyRequest> requests)
    {
        var commits = Commits(requests);
        Assert.Equal(Enumerable.Range(3, commits.Length).Select(version => (long)version), commits.Select(commit => commit.Version));
        var created = requests.Where(request => request is { Method: "PUT", Status: 200 } && !IsCommit(request)).Select(request => request.Path).ToArray();
        Assert.Equal(created.Length, created.Distinct().Count());
        var copy = await _workshop.CopyAsync();
        var anchor = _workshop.Open().ReadTrustAnchor();
        var always = new Reader(anchor, _workshop.Workshop.Clock);
        Sight? last = null;
        foreach (var (version, bytes) in commits)
        {
            var source = new FrozenSource(new FolderSource(copy), bytes);
            last = await always.ReadAsync(source);
            Assert.Equal(version, last.Timestamp);
            Assert.Equal(version, (await new Reader(anchor, _workshop.Workshop.Clock).ReadAsync(source)).Timestamp);
        }

        var offered = last!.Offers.ToLookup(offer => offer.Channel.ToString(), offer => offer.Release.Version.ToString());
        Assert.All(Enumerable.Range(1, Entries), i => Assert.Equal(Enumerable.Repeat($"1.{i}.{rounds}", Runtimes.Length), offered[$"entry-{i}"]));
        Assert.All(Enumerable.Range(1, Rings), i => Assert.Equal([$"1.0.{rounds - 1}"], offered[$"ring-{i}"]));
        Assert.All(last.Rollouts, rollout => Assert.Equal(offered[rollout.Channel.ToString()].Distinct(), [rollout.Version.ToString()]));
    }

    /// <summary>What the server has put in place, whoever was told so.</summary>
    private static (long Version, byte[] Bytes)[] Commits(IReadOnlyList<ProxyRequest> requests) =>
        [.. requests.Where(request => IsCommit(request) && request.Status == 200).Select(request => (VersionOf(request.Content), request.Content)).OrderBy(commit => commit.Item1)];

    private static bool IsCommit(ProxyRequest request) => request.Method == "PUT" && request.Path.EndsWith(Timestamp, StringComparison.Ordinal);

    private static long VersionOf(byte[] timestamp) => JsonDocument.Parse(timestamp).RootElement.GetProperty("signed").GetProperty("version").GetInt64();
}
