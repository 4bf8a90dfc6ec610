using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Tests.Rollouts;
using Slipway.Testing.Servers;
using static Slipway.Publishing.Tests.ReleaseWorkshop;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>A yank and what others do at the same moment, in a bucket. Canary offers 1.4.2 after 1.4.1; beta does at 10 %; stable offers 1.4.1.</summary>
public sealed class RecallRaceTests(S3Server server) : IAsyncLifetime
{
    private BucketWorkshop _workshop = null!;
    private OvertakenStore? _overtaken;

    public async ValueTask InitializeAsync()
    {
        _workshop = await BucketWorkshop.CreateAsync(server, policy => policy["channels"]!["stable"]!["bake"] = "0");
        await PublishAsync(_workshop.Open(), "1.4.1");
        await PromoteAsync(_workshop.Open(), "1.4.1", Canary, Beta);
        await PromoteAsync(_workshop.Open(), "1.4.1", Beta, Stable);
        await PublishAsync(_workshop.Open(), "1.4.2");
        await PromoteAsync(_workshop.Open(), "1.4.2", Canary, Beta);
        _workshop.Workshop.Clock.Now += TimeSpan.FromMinutes(31);
    }

    [Fact]
    public async Task D2_a_yank_that_a_publication_overtakes_is_told_in_every_channel_all_the_same()
    {
        var yanking = await YankAsync(Overtaken(() => PublishAsync(_workshop.Open(), "1.4.3")));

        Assert.Equal(2, _overtaken!.Commits);
        Assert.True(yanking.IsChanged);
        await RequireYankedAsync(("canary", "1.4.3", RolloutState.Active), ("beta", "1.4.2", RolloutState.Rollback), ("stable", "1.4.1", RolloutState.Active));
    }

    [Fact]
    public async Task D2_a_publication_that_a_yank_overtakes_tells_of_it_and_pins_another_way_back()
    {
        var publication = await PublishAsync(Overtaken(() => YankAsync(_workshop.Open())), "1.4.3");

        Assert.Equal(2, _overtaken!.Commits);
        Assert.Equal("1.4.1", publication.Offers.Single().Rollback!.Version.ToString());
        await RequireYankedAsync(("canary", "1.4.3", RolloutState.Active), ("beta", "1.4.2", RolloutState.Rollback), ("stable", "1.4.1", RolloutState.Active));
    }

    [Fact]
    public async Task D2_a_publication_of_the_release_itself_is_refused_when_a_yank_overtakes_it()
    {
        var refusal = await Assert.ThrowsAsync<PolicyException>(() => PublishAsync(Overtaken(() => YankAsync(_workshop.Open())), "1.4.2", "linux-arm64"));

        Assert.Equal("SLP6008", refusal.Code);
        await RequireYankedAsync(("canary", "1.4.2", RolloutState.Rollback), ("beta", "1.4.2", RolloutState.Rollback), ("stable", "1.4.1", RolloutState.Active));
    }

    [Fact]
    public async Task D2_a_yank_that_the_next_wave_overtakes_takes_the_wave_back()
    {
        await YankAsync(Overtaken(() => AdvanceAsync(_workshop.Open())));

        Assert.Equal(2, _overtaken!.Commits);
        Assert.Equal(5_000, (await RolloutAsync(Beta)).Permyriad);
        await RequireYankedAsync(("canary", "1.4.2", RolloutState.Rollback), ("beta", "1.4.2", RolloutState.Rollback), ("stable", "1.4.1", RolloutState.Active));
    }

    [Fact]
    public async Task D2_a_wave_that_a_yank_overtakes_does_not_begin()
    {
        var advance = await AdvanceAsync(Overtaken(() => YankAsync(_workshop.Open())));

        Assert.Equal(AdvanceOutcome.Overtaken, advance.Outcome);
        Assert.Equal(1_000, (await RolloutAsync(Beta)).Permyriad);
        await RequireYankedAsync(("canary", "1.4.2", RolloutState.Rollback), ("beta", "1.4.2", RolloutState.Rollback), ("stable", "1.4.1", RolloutState.Active));
    }

    [Fact]
    public async Task D2_a_yank_that_a_promotion_of_the_release_overtakes_takes_it_back_there_too()
    {
        await YankAsync(Overtaken(() => PromoteAsync(_workshop.Open(), "1.4.2", Beta, Stable)));

        Assert.Equal(2, _overtaken!.Commits);
        await RequireYankedAsync(("canary", "1.4.2", RolloutState.Rollback), ("beta", "1.4.2", RolloutState.Rollback), ("stable", "1.4.2", RolloutState.Rollback));
    }

    [Fact]
    public async Task D2_a_promotion_that_a_yank_of_the_release_overtakes_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<PolicyException>(() => PromoteAsync(Overtaken(() => YankAsync(_workshop.Open())), "1.4.2", Beta, Stable));

        Assert.Contains("SLP6008", refusal.Refusals.Select(unmet => unmet.Code));
        await RequireYankedAsync(("canary", "1.4.2", RolloutState.Rollback), ("beta", "1.4.2", RolloutState.Rollback), ("stable", "1.4.1", RolloutState.Active));
    }

    [Fact]
    public async Task A_wave_that_the_same_wave_overtakes_begins_once()
    {
        var others = default(RolloutAdvance);

        // In the same second they would sign the same bytes, and both would be right to say that they did it.
        var mine = await AdvanceAsync(Overtaken(async () =>
        {
            _workshop.Workshop.Clock.Now += TimeSpan.FromSeconds(1);
            others = await AdvanceAsync(_workshop.Open());
        }));

        Assert.Equal((AdvanceOutcome.Overtaken, AdvanceOutcome.Advanced), (mine.Outcome, others!.Outcome));
        Assert.Equal(5_000, (await RolloutAsync(Beta)).Permyriad);
    }

    public async ValueTask DisposeAsync()
    {
        if (_workshop is not null)
        {
            await _workshop.DisposeAsync();
        }
    }

    private ReleaseRepository Overtaken(Func<Task> others) => _workshop.Workshop.RepositoryOver(_overtaken = new OvertakenStore(_workshop.OpenStore(), others));

    private async Task<Publication> PublishAsync(ReleaseRepository repository, string version, string runtime = "linux-x64") =>
        await new ReleasePublisher(repository).PublishAsync(new PublishRequest([await _workshop.Workshop.PackAsync(version, runtime: runtime)], Canary), progress: null, CancellationToken.None);

    private static Task<Publication> PromoteAsync(ReleaseRepository repository, string version, ChannelName from, ChannelName to) =>
        new ReleasePromoter(repository).PromoteAsync(new PromotionRequest(SemanticVersion.Parse(version), from, to), CancellationToken.None);

    private static Task<Yanking> YankAsync(ReleaseRepository repository) =>
        new Yanker(repository).YankAsync(SemanticVersion.Parse("1.4.2"), "overheats", CancellationToken.None);

    private static async Task<RolloutAdvance> AdvanceAsync(ReleaseRepository repository) =>
        (await new RolloutAdvancer(repository, new AnsweringKeeper()).AdvanceAsync(Beta, CancellationToken.None)).Channels.Single();

    private async Task<Rollout> RolloutAsync(ChannelName channel) =>
        (await (await _workshop.Open().ReadAsync(CancellationToken.None)).ReadRolloutAsync(channel, CancellationToken.None))!;

    /// <summary>In the end every rollout tells of the yank, and those that are about the release go back.</summary>
    private async Task RequireYankedAsync(params (string Channel, string Version, RolloutState State)[] expected)
    {
        foreach (var (channel, version, state) in expected)
        {
            var rollout = await RolloutAsync(ChannelName.Parse(channel));
            Assert.Equal((channel, version, state), (channel, rollout.Version.ToString(), rollout.State));
            Assert.Equal("1.4.2", Assert.Single(rollout.Yanked).Version.ToString());
        }
    }
}
