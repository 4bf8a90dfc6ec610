using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Serving;
using Slipway.Publishing.Stores;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>Twenty publishers at once on one store: nobody's change is lost, and no reader ever meets a state that does not verify.</summary>
public sealed class PublishersAtOnceTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Publishers = 20;
    private static readonly string[] Runtimes = ["linux-x64", "linux-arm64", "linux-arm", "linux-musl-x64"];

    private readonly StoreRecord _record = new();
    private readonly ConcurrentBag<(ChannelName Channel, int Permyriad)> _shares = [];
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _workshop = ReleaseWorkshop.CreateEmpty();

        // tuf-js knows no other clock.
        _workshop.Clock.Now = TimeProvider.System.GetUtcNow();
        await new RepositoryInitializer(_workshop.Clock).InitializeAsync(_workshop.Request("releases"), CancellationToken.None);
        _workshop.EditPolicy("\"48h\"", "\"0\"");
    }

    [Fact]
    public async Task P1_twenty_publishers_at_once_write_each_version_once_and_every_state_verifies()
    {
        var rounds = Thoroughness.Times(usual: 5, exhaustive: 100);
        using var race = new CancellationTokenSource();
        var reading = ReadUntilAsync(race.Token);
        var elapsed = Stopwatch.StartNew();

        for (var round = 1; round <= rounds; round++)
        {
            await RunRoundAsync(round);
        }

        elapsed.Stop();
        await race.CancelAsync();
        var sights = await reading;
        await RequireWholeAsync(rounds);
        output.WriteLine($"{rounds} rounds of {Publishers} publishers: {_record.Figures}, {elapsed.Elapsed.TotalSeconds:F1} s, {sights} states seen by a reader meanwhile");
    }

    [Fact]
    public async Task P1_tuf_js_reads_states_from_the_middle_of_the_race()
    {
        Assert.SkipWhen(TufJs.Obstacle is not null, TufJs.Obstacle ?? "");
        await RunRoundAsync(1);
        await RunRoundAsync(2);
        var stride = Thoroughness.Times(usual: 5, exhaustive: 1);
        var states = _record.Commits.OrderBy(commit => commit.Version).Where((_, i) => i % stride == 0).ToArray();
        var copy = _workshop.CopyStore().Address.LocalPath;
        await using var server = StaticFileServer.Start(copy, IPAddress.Loopback, port: 0);
        using var stop = new CancellationTokenSource();
        var serving = server.RunAsync(stop.Token);
        var always = await TufJs.CreateAsync(_workshop["always"], _workshop.Policy.TrustAnchorFile);

        foreach (var (version, bytes) in states)
        {
            await File.WriteAllBytesAsync(Path.Combine(copy, "metadata/timestamp.json"), bytes);
            var once = await TufJs.CreateAsync(_workshop[$"once-{version}"], _workshop.Policy.TrustAnchorFile);

            var (seen, files) = await always.FetchAsync(server.Address, Runtimes.Select(runtime => $"canary/{runtime}.json").Append("rollout/canary.json"));

            Assert.Equal(version, seen);
            Assert.Equal(version, (await once.FetchAsync(server.Address)).Timestamp);
            Assert.NotNull(files["rollout/canary.json"]);
        }

        await stop.CancelAsync();
        await serving;
        output.WriteLine($"tuf-js read {states.Length} of {_record.Commits.Count} states");
    }

    [Fact]
    public async Task P1_publishers_that_never_rest_all_get_their_turn()
    {
        var publications = Thoroughness.Times(usual: 3, exhaustive: 100);
        await PublishAsync(await _workshop.PackAsync("1.0.0"));
        var elapsed = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(() => SetAgainAndAgainAsync(publisher, publications))));

        output.WriteLine($"{Publishers} publishers without a pause: {_record.Figures}, {elapsed.Elapsed.TotalSeconds:F1} s");
        Assert.Equal(1 + (Publishers * publications), _record.Commits.DistinctBy(commit => commit.Version).Count());
    }

    [Fact]
    public async Task A_payload_is_stored_once_however_many_races_its_publisher_loses()
    {
        var bundle = await _workshop.PackAsync("1.0.0");
        var store = new LosingStore(new FolderStore(_workshop.StoreFolder), losses: 3);

        await new ReleasePublisher(_workshop.RepositoryOver(store)).PublishAsync(new PublishRequest([bundle], ReleaseWorkshop.Canary), null, CancellationToken.None);

        Assert.Single(store.Creations, path => path.EndsWith("payload.tar.zst", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Four builds of a version are published, the one before is promoted, and rollouts change: all at once.</summary>
    private async Task RunRoundAsync(int round)
    {
        var version = $"1.0.{round}";
        var bundles = new List<string>();
        foreach (var runtime in Runtimes)
        {
            bundles.Add(await _workshop.PackAsync(version, runtime: runtime));
        }

        List<Func<Task>> publications = [.. bundles.Select(bundle => (Func<Task>)(() => PublishAsync(bundle)))];
        if (round > 1)
        {
            publications.AddRange(Enumerable.Repeat<Func<Task>>(() => PromoteAsync($"1.0.{round - 1}", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable), 2));
            publications.AddRange(Enumerable.Range(publications.Count, Publishers - publications.Count).Select(i => (Func<Task>)(() => SetAsync(round, i))));
        }

        await Task.WhenAll(publications.Select(Task.Run));
        await PromoteAsync(version, ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
    }

    private async Task SetAgainAndAgainAsync(int publisher, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await new RolloutEditor(Open()).SetAsync(ReleaseWorkshop.Canary, (i * Publishers) + publisher, CancellationToken.None);
        }
    }

    private Task PublishAsync(string bundle) =>
        new ReleasePublisher(Open()).PublishAsync(new PublishRequest([bundle], ReleaseWorkshop.Canary), null, CancellationToken.None);

    private Task PromoteAsync(string version, ChannelName from, ChannelName to) =>
        new ReleasePromoter(Open()).PromoteAsync(new PromotionRequest(SemanticVersion.Parse(version), from, to), CancellationToken.None);

    /// <summary>Each share is set once in the whole race, so that each can be found again.</summary>
    private Task SetAsync(int round, int publisher)
    {
        var channel = publisher % 2 == 0 ? ReleaseWorkshop.Canary : ReleaseWorkshop.Beta;
        var permyriad = (round * Publishers) + publisher;
        _shares.Add((channel, permyriad));
        return new RolloutEditor(Open()).SetAsync(channel, permyriad, CancellationToken.None);
    }

    private ReleaseRepository Open() => _workshop.RepositoryOver(_record.Watch(new FolderStore(_workshop.StoreFolder)));

    private async Task<int> ReadUntilAsync(CancellationToken stop)
    {
        var reader = new Reader(_workshop.Repository.ReadTrustAnchor(), _workshop.Clock);
        var seen = new HashSet<long>();
        while (!stop.IsCancellationRequested)
        {
            var sight = await Task.Run(() => reader.ReadAsync(new FolderSource(_workshop.StoreFolder)), CancellationToken.None);
            seen.Add(sight.Timestamp);
        }

        return seen.Count;
    }

    /// <summary>Every state that was ever in place, for one device that saw them all and for one that saw only this one.</summary>
    private async Task RequireWholeAsync(int rounds)
    {
        var commits = _record.Commits.OrderBy(commit => commit.Version).ToArray();
        Assert.Equal(Enumerable.Range(2, commits.Length).Select(version => (long)version), commits.Select(commit => commit.Version));
        Assert.Equal(_record.Created.Count, _record.Created.Distinct().Count());
        var anchor = _workshop.Repository.ReadTrustAnchor();
        var always = new Reader(anchor, _workshop.Clock);
        var shares = new HashSet<(ChannelName, int)>();
        Sight? last = null;
        foreach (var (version, bytes) in commits)
        {
            var source = new FrozenSource(new FolderSource(_workshop.StoreFolder), bytes);
            last = await always.ReadAsync(source);
            Assert.Equal(version, (await new Reader(anchor, _workshop.Clock).ReadAsync(source)).Timestamp);
            Assert.Equal(version, last.Timestamp);
            shares.UnionWith(last.Rollouts.Select(rollout => (rollout.Channel, rollout.Permyriad)));
        }

        Assert.Empty(_shares.Except(shares));
        Assert.Equal(Runtimes.Length, last!.Offers.Count(offer => offer.Channel == ReleaseWorkshop.Canary && offer.Release.Version.ToString() == $"1.0.{rounds}"));
        Assert.Equal(Runtimes.Length, last.Offers.Count(offer => offer.Channel == ReleaseWorkshop.Stable && offer.Release.Version.ToString() == $"1.0.{rounds - 1}"));
    }
}
