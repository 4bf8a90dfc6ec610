using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.History;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Recalls;
using Slipway.Publishing.Upkeep;

namespace Slipway.Publishing.Tests.History;

public sealed class HistoryReaderTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _workshop = await ReleaseWorkshop.CreateAsync();
        _workshop.EditPolicy("\"bake\": \"48h\"", "\"bake\": \"0\"");
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task D2_A_yank_is_an_event_of_its_own_and_so_is_one_that_somebody_takes_back()
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PublishAsync("1.1.0");
        await _workshop.PromoteAsync("1.1.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await _workshop.YankAsync("1.1.0");
        var forgetful = (await _workshop.RolloutAsync(ReleaseWorkshop.Beta))! with { Yanked = [] };
        await _workshop.Repository.CommitAsync(
            edit =>
            {
                edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(ReleaseWorkshop.Beta), StoreContent.Of(forgetful.ToBytes()));
                return Task.CompletedTask;
            },
            progress: null,
            CancellationToken.None);

        var history = await ReadAsync();

        Assert.Equal(
            ["YankDropped  1.1.0 overheats the motor", "RolledBack canary 1.1.0 overheats the motor", "RolledBack beta 1.1.0 overheats the motor", "Yanked  1.1.0 overheats the motor"],
            history.Events.Where(happened => happened.Reason is not null).OrderByDescending(happened => happened.Source.Version).ThenByDescending(happened => happened.Channel?.ToString() ?? "")
                .Select(happened => $"{happened.Kind} {happened.Channel} {happened.Version} {happened.Reason}"));
        Assert.DoesNotContain(history.Events, happened => happened.Kind == ReleaseEventKind.RolloutChanged);
    }

    [Fact]
    public async Task The_way_of_a_release_is_told_with_times_and_signers()
    {
        await TellAllAsync();

        var history = await ReadAsync();

        Assert.Equal(
            [
                "12:00 canary 1.0.0 Published [linux-x64] by canary",
                "12:00 canary 1.0.0 Started 10000 by rollout",
                "13:00 beta 1.0.0 Promoted from canary [linux-x64] by beta",
                "13:00 beta 1.0.0 Started 1000 by rollout",
                "14:00 beta 1.0.0 Widened 5000 by rollout",
                "15:00 beta 1.0.0 Halted 5000 by rollout",
                "16:00 beta 1.0.0 Resumed 5000 by rollout",
                "17:00 beta 1.0.0 Narrowed 100 by rollout",
                "18:00 canary 1.1.0 Published [linux-arm64, linux-x64] by canary",
                "18:00 canary 1.1.0 Started 10000 by rollout",
            ],
            history.Events.Reverse().Select(Describe));
        Assert.All(history.Beginnings, beginning => Assert.Equal((1L, true, 0), (beginning.Oldest, beginning.IsFirst, beginning.Orphans)));
        Assert.All(history.Events, happened => Assert.True(happened.Evidence < Evidence.Signature));
    }

    [Fact]
    public async Task What_happened_in_one_second_is_told_in_the_order_that_releases_take()
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PromoteAsync("1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        SetStoreTimes();

        Assert.Equal(
            [
                "12:00 canary 1.0.0 Published [linux-x64] by canary",
                "12:00 canary 1.0.0 Started 10000 by rollout",
                "12:00 beta 1.0.0 Promoted from canary [linux-x64] by beta",
                "12:00 beta 1.0.0 Started 1000 by rollout",
            ],
            (await ReadAsync()).Events.Reverse().Select(Describe));
    }

    [Fact]
    public async Task One_channel_one_runtime_and_the_newest_can_be_asked_for()
    {
        await TellAllAsync();

        var beta = await ReadAsync(new() { Channel = ReleaseWorkshop.Beta });
        var arm = await ReadAsync(new() { Runtime = RuntimeId.Parse("linux-arm64"), Channel = ReleaseWorkshop.Canary });
        var newest = await ReadAsync(new() { Limit = 1 });

        Assert.All(beta.Events, happened => Assert.Equal(ReleaseWorkshop.Beta, happened.Channel));
        Assert.Equal(6, beta.Total);
        Assert.Equal([ReleaseEventKind.Published], arm.Events.Where(happened => happened.Permyriad is null).Select(happened => happened.Kind));
        Assert.Equal((1, 10), (newest.Events.Length, newest.Total));
    }

    [Fact]
    public async Task What_keys_of_then_signed_is_verified_with_them_and_says_so()
    {
        await _workshop.PublishAsync("1.0.0");
        await new KeyCeremony(_workshop.Repository, []).RotateAsync(["canary"], new RotationRequest(), CancellationToken.None);
        _workshop.Clock.Now += TimeSpan.FromHours(1);
        await _workshop.PublishAsync("1.1.0");

        var history = await ReadAsync(new() { Channel = ReleaseWorkshop.Canary });

        var published = history.Events.Where(happened => happened.Kind == ReleaseEventKind.Published).ToArray();
        Assert.Equal([("1.1.0", false, "canary-2"), ("1.0.0", true, "canary")], published.Select(happened => (happened.Version!.ToString(), happened.HasFormerKeys, happened.SignedBy.Single().ToString())));
    }

    [Fact]
    public async Task N1_a_version_that_somebody_put_there_is_not_told_as_a_fact()
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PublishAsync("1.1.0");
        var file = Path.Combine(_workshop.StoreFolder, "metadata/2.canary.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"version\":2", "\"version\":3", StringComparison.Ordinal));

        var history = await ReadAsync(new() { Channel = ReleaseWorkshop.Canary });

        var doubted = Assert.Single(history.Events, happened => happened.Source == ("canary", 2));
        Assert.Equal((ReleaseEventKind.NotVerified, Evidence.None, null), (doubted.Kind, doubted.Evidence, doubted.Version));
        Assert.Empty(doubted.SignedBy);
    }

    [Fact]
    public async Task N1_a_version_that_somebody_put_there_is_no_beginning()
    {
        foreach (var version in new[] { "1.0.0", "1.1.0", "1.2.0" })
        {
            await _workshop.PublishAsync(version);
        }

        var folder = Path.Combine(_workshop.StoreFolder, "metadata");
        await File.WriteAllTextAsync(Path.Combine(folder, "1.canary.json"), (await File.ReadAllTextAsync(Path.Combine(folder, "1.canary.json"))).Replace("\"version\":1", "\"version\":7", StringComparison.Ordinal));
        File.Delete(Path.Combine(folder, "2.canary.json"));

        var history = await ReadAsync(new() { Channel = ReleaseWorkshop.Canary });

        Assert.Equal((3L, false), history.Beginnings.Where(beginning => beginning.Role == "canary").Select(beginning => (beginning.Oldest, beginning.IsFirst)).Single());
        Assert.Contains("of itself", history.Events.Single(happened => happened.Source == ("canary", 3)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happened_in_versions_that_are_gone_is_not_told_as_if_it_had_been_in_the_next_one()
    {
        foreach (var version in new[] { "1.0.0", "1.1.0", "1.2.0" })
        {
            await _workshop.PublishAsync(version);
            _workshop.Clock.Now += TimeSpan.FromHours(1);
        }

        File.Delete(Path.Combine(_workshop.StoreFolder, "metadata/3.rollout.json"));

        var history = await ReadAsync();

        var rollouts = history.Events.Where(happened => happened.Source.Role == "rollout").ToDictionary(happened => happened.Source.Version, happened => happened.Problem);
        Assert.Equal([2, 4], rollouts.Keys.Order());
        Assert.Null(rollouts[2]);
        Assert.Contains("are gone", rollouts[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_that_is_not_what_was_signed_for_is_said_to_be_gone()
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PublishAsync("1.1.0");
        var first = (await ReadAsync()).Events.Single(happened => happened is { Kind: ReleaseEventKind.Published, Version: { } version } && version == SemanticVersion.Parse("1.0.0"));
        var offers = Directory.GetFiles(Path.Combine(_workshop.StoreFolder, "targets/canary"));
        await File.WriteAllTextAsync(offers.Single(offer => File.ReadAllText(offer).Contains("\"version\":\"1.0.0\"", StringComparison.Ordinal) && !File.ReadAllText(offer).Contains("rollback", StringComparison.Ordinal)), "{}");

        var history = await ReadAsync();

        var unknown = Assert.Single(history.Events, happened => happened.Source == first.Source);
        Assert.Equal((ReleaseEventKind.Unknown, null), (unknown.Kind, unknown.Version));
        Assert.Contains("targets/canary/", unknown.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_and_never_published_is_no_part_of_it()
    {
        await _workshop.PublishAsync("1.0.0");
        var copy = _workshop.CopyStore();
        await new ReleasePublisher(_workshop.RepositoryOver(copy)).PublishAsync(new PublishRequest([await _workshop.PackAsync("6.6.6")], ReleaseWorkshop.Canary), progress: null, CancellationToken.None);
        File.Copy(Path.Combine(copy.Address.LocalPath, "metadata/3.canary.json"), Path.Combine(_workshop.StoreFolder, "metadata/3.canary.json"));
        await _workshop.PublishAsync("1.1.0");

        var history = await ReadAsync(new() { Channel = ReleaseWorkshop.Canary });

        Assert.DoesNotContain("6.6.6", history.Events.Select(happened => happened.Version?.ToString()));
        Assert.Equal(1, history.Beginnings.Single(beginning => beginning.Role == "canary").Orphans);
        Assert.Equal(["1.1.0", "1.0.0"], history.Events.Where(happened => happened.Kind == ReleaseEventKind.Published).Select(happened => happened.Version!.ToString()));
    }

    [Fact]
    public async Task After_pruning_it_says_where_it_begins_and_what_the_offers_say_of_themselves()
    {
        await _workshop.PublishAsync("1.0.0");
        _workshop.Clock.Now += TimeSpan.FromDays(30);
        await _workshop.PublishAsync("1.1.0");
        await _workshop.PublishAsync("1.2.0");
        MakeOld();
        await new RepositoryPruner(_workshop.Repository).PruneAsync(TimeSpan.Zero, isDryRun: false, CancellationToken.None);

        var history = await ReadAsync(new() { Channel = ReleaseWorkshop.Canary });

        var beginning = history.Beginnings.Single(beginning => beginning.Role == "canary");
        Assert.Equal((3L, false), (beginning.Oldest, beginning.IsFirst));
        var published = history.Events.Where(happened => happened.Kind == ReleaseEventKind.Published).ToArray();
        Assert.Equal(["1.2.0", "1.1.0"], published.Select(happened => happened.Version!.ToString()));
        Assert.Equal([true, false], published.Select(happened => happened.Problem is null));
    }

    private void MakeOld()
    {
        foreach (var file in Directory.EnumerateFiles(_workshop.StoreFolder, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
    }

    private async Task TellAllAsync()
    {
        var editor = () => new RolloutEditor(_workshop.Repository);
        await _workshop.PublishAsync("1.0.0");
        await LaterAsync(() => _workshop.PromoteAsync("1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta));
        await LaterAsync(() => editor().SetAsync(ReleaseWorkshop.Beta, 5000, CancellationToken.None));
        await LaterAsync(() => editor().HaltAsync(ReleaseWorkshop.Beta, CancellationToken.None));
        await LaterAsync(() => editor().ResumeAsync(ReleaseWorkshop.Beta, CancellationToken.None));
        await LaterAsync(() => editor().SetAsync(ReleaseWorkshop.Beta, 100, CancellationToken.None));
        await LaterAsync(async () => await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.1.0"), await _workshop.PackAsync("1.1.0", runtime: "linux-arm64")));
    }

    /// <summary>An hour later, and so says the store: only its newest files are this event's.</summary>
    private async Task LaterAsync(Func<Task> act)
    {
        SetStoreTimes();
        _workshop.Clock.Now += TimeSpan.FromHours(1);
        await act();
        SetStoreTimes();
    }

    private void SetStoreTimes()
    {
        foreach (var file in Directory.EnumerateFiles(_workshop.StoreFolder, "*", SearchOption.AllDirectories).Where(file => File.GetLastWriteTimeUtc(file) > _workshop.Clock.Now.UtcDateTime.AddMonths(1)))
        {
            File.SetLastWriteTimeUtc(file, _workshop.Clock.Now.UtcDateTime);
        }
    }

    private Task<ReleaseHistory> ReadAsync(HistoryRequest? request = null) =>
        new HistoryReader(_workshop.Repository).ReadAsync(request ?? new(), progress: null, CancellationToken.None);

    private static string Describe(ReleaseEvent happened) => string.Join(' ', new[]
    {
        happened.At.UtcDateTime.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
        $"{happened.Channel}",
        $"{happened.Version}",
        $"{happened.Kind}",
        happened.From is null ? "" : $"from {happened.From}",
        happened.Permyriad?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? $"[{string.Join(", ", happened.Runtimes)}]",
        $"by {string.Join(", ", happened.SignedBy)}",
    }.Where(word => word.Length > 0));
}
