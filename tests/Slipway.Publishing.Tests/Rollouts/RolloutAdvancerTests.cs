using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Concurrency;

namespace Slipway.Publishing.Tests.Rollouts;

public sealed class RolloutAdvancerTests : IAsyncLifetime
{
    private static readonly TimeSpan Soak = TimeSpan.FromMinutes(30);

    private readonly AnsweringKeeper _keeper = new();
    private ReleaseWorkshop _workshop = null!;

    private RolloutEditor Editor => new(_workshop.Repository);

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task B16_B19_a_rollout_goes_through_its_waves_and_each_is_watched()
    {
        SetCanary("\"waves\": [1, 10, 50, 100]");
        await _workshop.PublishAsync("1.4.1");
        var shares = new List<int>();

        for (var wave = 0; wave < 4; wave++)
        {
            var early = await AdvanceAsync();
            _workshop.Clock.Now += Soak - TimeSpan.FromSeconds(1);
            Assert.Equal(early.Outcome, (await AdvanceAsync()).Outcome);
            _workshop.Clock.Now += TimeSpan.FromSeconds(1);
            shares.Add((await AdvanceAsync()).Rollout!.Permyriad);
        }

        Assert.Equal([1_000, 5_000, 10_000, 10_000], shares);
    }

    [Fact]
    public async Task Waves_that_end_before_everyone_has_the_release_say_so_wherever_one_looks()
    {
        const string End = "ends at 50%: 'slipway rollout set --channel canary --percent 100' goes on";
        SetCanary("\"waves\": [10, 50]");
        await _workshop.PublishAsync("1.4.1");
        _workshop.Clock.Now += Soak;
        var first = await RepositoryStatus.ReadAsync(_workshop.Repository, CancellationToken.None);

        await AdvanceAsync();
        _workshop.Clock.Now += Soak;
        var ended = await new RolloutAdvancer(_workshop.Repository, _keeper).AdvanceAsync(ReleaseWorkshop.Canary, CancellationToken.None);

        Assert.False(ended.IsWaiting);
        Assert.Equal($"canary: 1.4.1 is at 50%, its last wave; it {End}", AdvanceLines.Of(ended).First());
        Assert.Null(first.Channels[0].End);
        Assert.Equal(End, (await RepositoryStatus.ReadAsync(_workshop.Repository, CancellationToken.None)).Channels[0].End);
        await Editor.SetAsync(ReleaseWorkshop.Canary, Rollout.Everyone, CancellationToken.None);
        var whole = await new RolloutAdvancer(_workshop.Repository, _keeper).AdvanceAsync(ReleaseWorkshop.Canary, CancellationToken.None);
        Assert.DoesNotContain("ends", AdvanceLines.Of(whole).First(), StringComparison.Ordinal);
        Assert.Null((await RepositoryStatus.ReadAsync(_workshop.Repository, CancellationToken.None)).Channels[0].End);
    }

    [Fact]
    public async Task B19_before_the_soak_is_over_nothing_is_signed()
    {
        SetCanary("\"waves\": [1, 100]");
        await _workshop.PublishAsync("1.4.1");
        var before = _workshop.StoreSnapshot();

        var advances = await new RolloutAdvancer(_workshop.Repository, _keeper).AdvanceAsync(channel: null, CancellationToken.None);

        Assert.True(advances.IsWaiting);
        Assert.Equal([AdvanceOutcome.Waiting, AdvanceOutcome.Nothing, AdvanceOutcome.Nothing], advances.Channels.Select(channel => channel.Outcome));
        Assert.Equal("SLP6013", Assert.Single(advances.Channels[0].Refusals).Code);
        Assert.Equal(_workshop.Clock.Now + Soak, advances.Channels[0].Until);
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task What_a_step_rests_on_is_signed_with_it()
    {
        SetCanary("\"waves\": [1, 100], \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"] }]");
        await _workshop.PublishAsync("1.4.1");
        _workshop.Clock.Now += Soak + Soak;

        var advance = await AdvanceAsync();

        var rollout = (await ReadAsync())!;
        Assert.Equal(rollout.Evidence, advance.Evidence);
        Assert.Equal(_workshop.Clock.Now, rollout.WaveSince);
        Assert.Equal(
            [("soak", RuleOutcome.Passed, "60 min", "30m"), ("gate/crash-rate", RuleOutcome.Passed, "0.9", "at most 0.5")],
            rollout.Evidence.Select(rule => (rule.Rule, rule.Outcome, rule.Value, rule.Limit)));
    }

    // Rows read: how slipway.json says it, and the shares that a release goes to.
    public static TheoryData<string, int[]> Strategies => new()
    {
        { "\"strategy\": \"all-at-once\"", [10_000] },
        { "\"strategy\": \"rolling\", \"batches\": 3", [3_333, 6_666, 10_000] },
        { "\"strategy\": \"rolling\"", [2_500, 5_000, 7_500, 10_000] },
        { "\"strategy\": \"canary\"", [500, 2_500, 5_000, 10_000] },
        { "\"waves\": [\"0.5\", 10, { \"percent\": 100, \"soak\": \"2h\" }]", [50, 1_000, 10_000] },
    };

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task C08_a_strategy_is_a_row_of_waves(string policy, int[] shares)
    {
        SetCanary($"{policy}, \"soak\": \"1h\"");
        var seen = new List<int> { (await _workshop.PublishAsync("1.4.1")).Rollout.Permyriad };

        for (_workshop.Clock.Now += 2 * Soak; await AdvanceAsync() is { Outcome: AdvanceOutcome.Advanced } advance; _workshop.Clock.Now += 2 * Soak)
        {
            seen.Add(advance.Rollout!.Permyriad);
        }

        Assert.Equal(shares, seen);
    }

    [Fact]
    public async Task A_wave_may_have_a_soak_of_its_own()
    {
        SetCanary("\"waves\": [{ \"percent\": 1, \"soak\": \"2h\" }, 100]");
        await _workshop.PublishAsync("1.4.1");
        _workshop.Clock.Now += TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1);

        Assert.Equal(AdvanceOutcome.Waiting, (await AdvanceAsync()).Outcome);
        _workshop.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(AdvanceOutcome.Advanced, (await AdvanceAsync()).Outcome);
    }

    [Fact]
    public async Task From_a_share_between_two_waves_it_goes_on_with_the_next_higher_one()
    {
        SetCanary("\"waves\": [1, 10, 50, 100]");
        await _workshop.PublishAsync("1.4.1");
        await Editor.SetAsync(ReleaseWorkshop.Canary, 2_500, CancellationToken.None);
        _workshop.Clock.Now += Soak;

        var advance = await AdvanceAsync();

        Assert.Equal((2_500, 5_000), (advance.From, advance.Rollout!.Permyriad));
    }

    [Theory]
    [InlineData(RuleOutcome.Failed, "SLP6006")]
    [InlineData(RuleOutcome.Missing, "SLP6007")]
    public async Task B18_a_gate_that_is_not_met_makes_it_wait(RuleOutcome outcome, string code)
    {
        SetCanary("\"waves\": [1, 100], \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"] }]");
        await _workshop.PublishAsync("1.4.1");
        _workshop.Clock.Now += Soak;
        _keeper.Outcomes["crash-rate"] = outcome;
        var before = _workshop.StoreSnapshot();

        var advance = await AdvanceAsync();

        Assert.Equal(AdvanceOutcome.Waiting, advance.Outcome);
        Assert.Equal(code, Assert.Single(advance.Refusals).Code);
        Assert.Null(advance.Until);
        Assert.Equal(("gate/crash-rate", outcome), (Assert.Single(advance.Evidence).Rule, advance.Evidence[0].Outcome));
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Theory]
    [InlineData("halt", RolloutState.Halted, AdvanceOutcome.Halted)]
    [InlineData("rollback", RolloutState.Rollback, AdvanceOutcome.RolledBack)]
    public async Task B18_D19_a_gate_whose_threshold_is_broken_stops_the_rollout_even_while_it_soaks(string action, RolloutState state, AdvanceOutcome outcome)
    {
        await _workshop.PublishAsync("1.4.0");
        SetCanary($"\"waves\": [1, 100], \"gates\": [{{ \"name\": \"crash-rate\", \"command\": [\"true\"], \"on_failure\": \"{action}\" }}]");
        await _workshop.PublishAsync("1.4.1");
        _keeper.Outcomes["crash-rate"] = RuleOutcome.Failed;

        var advances = await new RolloutAdvancer(_workshop.Repository, _keeper).AdvanceAsync(channel: null, CancellationToken.None);

        var rollout = (await ReadAsync())!;
        Assert.True(advances.IsStopped);
        Assert.Equal(outcome, advances.Channels[0].Outcome);
        Assert.Equal((state, 100, "gate crash-rate: 0.9, at most 0.5"), (rollout.State, rollout.Permyriad, rollout.Reason));
        Assert.Equal("gate/crash-rate", Assert.Single(rollout.Evidence).Rule);
    }

    [Theory]
    [InlineData("halt")]
    [InlineData("rollback")]
    public async Task A_gate_without_data_never_stops_it(string action)
    {
        await _workshop.PublishAsync("1.4.0");
        SetCanary($"\"waves\": [1, 100], \"gates\": [{{ \"name\": \"crash-rate\", \"command\": [\"true\"], \"on_failure\": \"{action}\" }}]");
        await _workshop.PublishAsync("1.4.1");
        _workshop.Clock.Now += Soak;
        _keeper.Outcomes["crash-rate"] = RuleOutcome.Missing;

        var advance = await AdvanceAsync();

        Assert.Equal((AdvanceOutcome.Waiting, "SLP6007"), (advance.Outcome, Assert.Single(advance.Refusals).Code));
        Assert.Equal(RolloutState.Active, (await ReadAsync())!.State);
    }

    [Theory]
    [InlineData("halt", "rollback")]
    [InlineData("rollback", "halt")]
    public async Task B18_D19_of_two_broken_gates_the_one_that_takes_the_release_back_decides(string first, string second)
    {
        await _workshop.PublishAsync("1.4.0");
        SetCanary($"\"waves\": [1, 100], \"gates\": [{{ \"name\": \"{first}s\", \"command\": [\"true\"], \"on_failure\": \"{first}\" }}, {{ \"name\": \"{second}s\", \"command\": [\"true\"], \"on_failure\": \"{second}\" }}]");
        await _workshop.PublishAsync("1.4.1");
        (_keeper.Outcomes["halts"], _keeper.Outcomes["rollbacks"]) = (RuleOutcome.Failed, RuleOutcome.Failed);

        await AdvanceAsync();

        var rollout = (await ReadAsync())!;
        Assert.Equal((RolloutState.Rollback, "gate rollbacks: 0.9, at most 0.5"), (rollout.State, rollout.Reason));
        Assert.Equal([$"gate/{first}s", $"gate/{second}s"], rollout.Evidence.Select(rule => rule.Rule));
    }

    [Fact]
    public async Task Where_there_is_nothing_to_go_back_to_it_is_halted()
    {
        SetCanary("\"waves\": [1, 100], \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"], \"on_failure\": \"rollback\" }]");
        await _workshop.PublishAsync("1.4.1");
        _keeper.Outcomes["crash-rate"] = RuleOutcome.Failed;

        var advance = await AdvanceAsync();

        Assert.Equal((AdvanceOutcome.Halted, RolloutState.Halted), (advance.Outcome, advance.Rollout!.State));
        Assert.EndsWith("; there is nothing to go back to", advance.Rollout.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_wave_is_watched_until_it_has_soaked_by_gates_that_would_stop_it()
    {
        SetCanary("\"waves\": [100], \"gates\": [{ \"name\": \"waits\", \"command\": [\"true\"] }, { \"name\": \"halts\", \"command\": [\"true\"], \"on_failure\": \"halt\" }, { \"name\": \"promotes\", \"command\": [\"true\"], \"when\": \"promote\" }]");
        await _workshop.PublishAsync("1.4.1");

        var watched = await AdvanceAsync();
        _workshop.Clock.Now += Soak;
        var done = await AdvanceAsync();

        Assert.Equal((AdvanceOutcome.Complete, _workshop.Clock.Now), (watched.Outcome, watched.Until));
        Assert.Equal((AdvanceOutcome.Complete, null), (done.Outcome, done.Until));
        Assert.Equal(["halts"], _keeper.Asked);
    }

    [Fact]
    public async Task Gates_hear_of_the_release_and_since_when_its_wave_is_out()
    {
        await _workshop.PublishAsync("1.4.0");
        SetCanary("\"waves\": [1, 100], \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"] }]");
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.3.9", runtime: "linux-arm64"));
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.1"), await _workshop.PackAsync("1.4.1", runtime: "linux-arm64"));
        var since = _workshop.Clock.Now;
        await AdvanceAsync();
        Assert.Empty(_keeper.Subjects);
        _workshop.Clock.Now += Soak;

        await AdvanceAsync();

        var subject = Assert.Single(_keeper.Subjects);
        Assert.Equal(
            ("1.4.1", "canary", "canary", "1.4.0", since, _workshop.Clock.Now),
            (subject.Version.ToString(), subject.Channel.ToString(), subject.From.ToString(), subject.Previous?.ToString(), subject.Since, subject.Time));
    }

    [Fact]
    public async Task Of_two_at_once_one_goes_on_and_the_other_says_so()
    {
        SetCanary("\"waves\": [1, 10, 100], \"soak\": \"0\", \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"] }]");
        await _workshop.PublishAsync("1.4.1");
        RolloutAdvance? other = null;
        _keeper.Meanwhile = async () => other = await AdvanceAsync(new AnsweringKeeper());

        var advance = await AdvanceAsync();

        Assert.Equal((AdvanceOutcome.Advanced, 1_000), (other!.Outcome, other.Rollout!.Permyriad));
        Assert.Equal((AdvanceOutcome.Overtaken, 1_000), (advance.Outcome, advance.Rollout!.Permyriad));
        Assert.Equal(1_000, (await ReadAsync())!.Permyriad);
    }

    [Fact]
    public async Task Of_one_that_somebody_moved_meanwhile_it_is_told_how_they_left_it()
    {
        SetCanary("\"waves\": [1, 10, 100], \"soak\": \"0\", \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"] }]");
        await _workshop.PublishAsync("1.4.1");
        _keeper.Meanwhile = () => Editor.SetAsync(ReleaseWorkshop.Canary, 2_500, CancellationToken.None);

        var advance = await AdvanceAsync();

        Assert.Equal((AdvanceOutcome.Overtaken, 2_500), (advance.Outcome, advance.Rollout!.Permyriad));
        Assert.Empty(advance.Evidence);
        Assert.Equal(2_500, (await ReadAsync())!.Permyriad);
    }

    [Fact]
    public async Task Others_who_publish_meanwhile_do_not_make_it_ask_again()
    {
        SetCanary("\"waves\": [1, 10, 100], \"soak\": \"0\", \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"] }]");
        await _workshop.PublishAsync("1.4.1");
        var repository = _workshop.RepositoryOver(new LosingStore(new FolderStore(_workshop.StoreFolder), losses: 2));

        var advances = await new RolloutAdvancer(repository, _keeper).AdvanceAsync(ReleaseWorkshop.Canary, CancellationToken.None);

        Assert.Equal(1_000, advances.Channels[0].Rollout!.Permyriad);
        Assert.Single(_keeper.Asked);
    }

    [Fact]
    public async Task All_channels_go_on_in_one_commit_with_the_rollout_key_alone()
    {
        SetCanary("\"waves\": [1, 100]");
        await _workshop.PublishAsync("1.4.1");
        await _workshop.PromoteAsync("1.4.1", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        _workshop.Clock.Now += Soak;
        foreach (var other in new[] { "root", "targets", "builder", "canary", "beta", "stable" })
        {
            File.Delete(_workshop[$"keys/{other}.pem"]);
        }

        var before = (await _workshop.Repository.ReadAsync(CancellationToken.None)).Timestamp.Version;
        var advances = await new RolloutAdvancer(_workshop.Repository, _keeper).AdvanceAsync(channel: null, CancellationToken.None);

        Assert.Equal([AdvanceOutcome.Advanced, AdvanceOutcome.Advanced, AdvanceOutcome.Nothing], advances.Channels.Select(channel => channel.Outcome));
        Assert.Equal(before + 1, (await _workshop.Repository.ReadAsync(CancellationToken.None)).Timestamp.Version);
    }

    [Fact]
    public async Task A_rollout_that_begins_later_waits_and_soaks_from_then_on()
    {
        SetCanary("\"waves\": [1, 100]");
        await _workshop.PublishAsync("1.4.1");
        var begin = _workshop.Clock.Now + TimeSpan.FromHours(5);
        await Editor.SetAsync(ReleaseWorkshop.Canary, permyriad: null, begin, CancellationToken.None);
        _workshop.Clock.Now += Soak;

        var early = await AdvanceAsync();
        _workshop.Clock.Now = begin;
        var begun = await AdvanceAsync();
        _workshop.Clock.Now += Soak;
        var soaked = await AdvanceAsync();

        Assert.Equal(("SLP6015", begin), (Assert.Single(early.Refusals).Code, early.Until));
        Assert.Equal(("SLP6013", begin + Soak), (Assert.Single(begun.Refusals).Code, begun.Until));
        Assert.Equal(AdvanceOutcome.Advanced, soaked.Outcome);
    }

    [Fact]
    public async Task B18_a_gate_that_would_stop_a_rollout_is_asked_from_the_second_on_in_which_it_begins()
    {
        SetCanary("\"waves\": [1, 100], \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"], \"on_failure\": \"halt\" }]");
        await _workshop.PublishAsync("1.4.1");
        var begin = _workshop.Clock.Now + Soak;
        await Editor.SetAsync(ReleaseWorkshop.Canary, permyriad: null, begin, CancellationToken.None);

        _workshop.Clock.Now = begin - TimeSpan.FromSeconds(1);
        await AdvanceAsync();
        Assert.Empty(_keeper.Asked);
        _workshop.Clock.Now = begin;
        await AdvanceAsync();
        Assert.Equal(["crash-rate"], _keeper.Asked);
    }

    [Fact]
    public async Task A_rollout_of_an_older_version_counts_from_the_release()
    {
        SetCanary("\"waves\": [1, 100]");
        var rollout = (await _workshop.PublishAsync("1.4.1")).Rollout;
        await PutAsync(rollout with { WaveSince = null });

        Assert.Equal(_workshop.Clock.Now + Soak, (await AdvanceAsync()).Until);
        _workshop.Clock.Now += Soak;
        Assert.Equal(AdvanceOutcome.Advanced, (await AdvanceAsync()).Outcome);
    }

    [Theory]
    [InlineData(RolloutState.Halted, "smoke", "is halted: smoke.")]
    [InlineData(RolloutState.Halted, null, "is halted.")]
    [InlineData(RolloutState.Rollback, "smoke", "goes back: smoke.")]
    public async Task One_that_is_stopped_stays_where_it_is_and_asks_nobody(RolloutState state, string? reason, string why)
    {
        SetCanary("\"waves\": [1, 100], \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"] }]");
        var rollout = (await _workshop.PublishAsync("1.4.1")).Rollout;
        await PutAsync(rollout with { State = state, Reason = reason });
        _workshop.Clock.Now += Soak;

        var refusal = Assert.Single((await AdvanceAsync()).Refusals);

        Assert.Equal("SLP6014", refusal.Code);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_keeper.Asked);
    }

    [Fact]
    public async Task A_yanked_release_goes_no_further_and_asks_nobody()
    {
        SetCanary("\"waves\": [1, 100], \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"] }]");
        var rollout = (await _workshop.PublishAsync("1.4.1")).Rollout;
        await PutAsync(rollout with { Yanked = [new YankedRelease(SemanticVersion.Parse("1.4.1"), "smoke", _workshop.Clock.Now)] });
        _workshop.Clock.Now += Soak;

        Assert.Equal("SLP6008", Assert.Single((await AdvanceAsync()).Refusals).Code);
        Assert.Empty(_keeper.Asked);
    }

    [Fact]
    public async Task B21_an_emergency_at_everyone_is_held_by_no_gate_whichever_runtime_it_was_said_of()
    {
        SetCanary("\"waves\": [1, 100], \"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"true\"], \"on_failure\": \"halt\" }]");
        var publication = await _workshop.PublishAsync("1.4.1");
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.1", runtime: "linux-arm64"));
        await _workshop.Repository.CommitAsync(
            edit =>
            {
                edit.Put("canary", ReleasePaths.Offer(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64), StoreContent.Of((publication.Offers[0] with { IsEmergency = true }).ToBytes()));
                RolloutStep.Put(edit, publication.Rollout with { Permyriad = Rollout.Everyone });
                return Task.CompletedTask;
            },
            progress: null,
            CancellationToken.None);

        Assert.Equal((AdvanceOutcome.Complete, null), (await AdvanceAsync() is var advance ? advance.Outcome : default, advance.Until));
        Assert.Empty(_keeper.Asked);
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private void SetCanary(string policy) => _workshop.EditPolicy("\"canary\": { \"waves\": [100] }", $"\"canary\": {{ {policy} }}");

    private Task<RolloutAdvance> AdvanceAsync() => AdvanceAsync(_keeper);

    private async Task<RolloutAdvance> AdvanceAsync(AnsweringKeeper keeper) =>
        Assert.Single((await new RolloutAdvancer(_workshop.Repository, keeper).AdvanceAsync(ReleaseWorkshop.Canary, CancellationToken.None)).Channels);

    private async Task<Rollout?> ReadAsync() => await (await _workshop.Repository.ReadAsync(CancellationToken.None)).ReadRolloutAsync(ReleaseWorkshop.Canary, CancellationToken.None);

    private Task PutAsync(Rollout rollout) => _workshop.Repository.CommitAsync(
        edit =>
        {
            RolloutStep.Put(edit, rollout);
            return Task.CompletedTask;
        },
        progress: null,
        CancellationToken.None);
}
