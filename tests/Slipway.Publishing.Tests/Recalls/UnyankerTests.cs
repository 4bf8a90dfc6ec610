using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.History;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Ceremonies;
using Slipway.Tuf;
using static Slipway.Publishing.Tests.ReleaseWorkshop;

namespace Slipway.Publishing.Tests.Recalls;

/// <summary>Canary and beta offer 1.4.2 and pin 1.4.1, stable offers 1.4.1. Targets takes the key here and one that somebody else holds.</summary>
public sealed class UnyankerTests : IAsyncLifetime
{
    private const string Colleague = "targets-second";
    private static readonly DateTimeOffset FarAhead = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private Ceremony _ceremony = null!;
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _ceremony = await Ceremony.CreateAsync();
        _workshop = _ceremony.Workshop;
        await _ceremony.AddElsewhereAsync("targets", Colleague, threshold: 2);
    }

    public ValueTask DisposeAsync()
    {
        _ceremony.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A13_A_full_list_of_a_thief_is_emptied_after_his_key_was_replaced_and_a_yank_works_again()
    {
        await StealAsync([.. Enumerable.Range(0, 62).Select(patch => Yank($"9.9.{patch}")), Yank("1.4.1"), Yank("1.4.2")]);
        await Assert.ThrowsAsync<InputException>(() => new Yanker(_workshop.Repository).YankAsync(Fleet.Version("1.4.0"), "leaks", CancellationToken.None));

        await StageAsync(() => _ceremony.Keys.RotateAsync(["rollout"], new RotationRequest(), CancellationToken.None), commits: true);
        await StageAsync(() => UnyankAllAsync(), commits: true);
        await ResumeAsync(Canary, Beta);

        foreach (var channel in (ChannelName[])[Canary, Beta, Stable])
        {
            Assert.Empty((await _workshop.RolloutAsync(channel))!.Yanked);
        }

        Assert.Equal((DecisionKind.Update, "1.4.2"), await TargetAsync(Beta, "1.4.1"));
        Assert.Equal("1.4.3", (await _workshop.PublishAsync("1.4.3")).Version.ToString());
        Assert.True((await _workshop.YankAsync("1.4.3")).IsChanged);
        Assert.Equal("1.4.3", Assert.Single((await _workshop.RolloutAsync(Beta))!.Yanked).Version.ToString());
        Assert.Equal((DecisionKind.RollBack, "1.4.2"), await TargetAsync(Canary, "1.4.3"));
    }

    [Fact]
    public async Task A13_A_void_yank_stays_void_whatever_time_the_thief_gave_it_and_a_real_one_of_the_same_release_holds()
    {
        await StealAsync([Yank("1.4.2") with { At = FarAhead }]);
        await StageAsync(() => UnyankAsync("1.4.2"), commits: true);
        Assert.Empty((await _workshop.RolloutAsync(Beta))!.Yanked);

        var again = await _workshop.YankAsync("1.4.2", "overheats the motor");

        Assert.True(again.IsChanged);
        Assert.Equal((DecisionKind.RollBack, "1.4.1"), await TargetAsync(Beta, "1.4.2"));
        Assert.Equal("SLP6008", (await Assert.ThrowsAsync<PolicyException>(() => _workshop.PromoteAsync("1.4.2", Beta, Stable))).Code);
    }

    [Fact]
    public async Task A13_The_rollout_key_alone_declares_nothing_void()
    {
        await _workshop.YankAsync("1.4.2");
        _workshop.KeepKeys("rollout", "online");
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<InputException>(() => UnyankAsync("1.4.2"));

        Assert.Equal(InputFailure.KeyNotFound, refusal.Failure);
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task A13_What_a_thief_says_again_is_void_for_publishers_and_is_taken_off_by_the_rollout_key()
    {
        var yank = Yank("1.4.2") with { At = FarAhead };
        await StealAsync([yank]);
        await StageAsync(() => UnyankAsync("1.4.2"), commits: true);
        await StealAsync([yank], stops: false);
        var targets = (await ReadAsync()).Roles[RoleNames.Targets].Version;

        var promoted = await _workshop.PublishAsync("1.4.3");
        var said = (await _workshop.RolloutAsync(Stable))!.Yanked;
        var unyanking = await UnyankAsync("1.4.2");

        Assert.Empty(promoted.Rollout.Yanked);
        Assert.Equal("1.4.2", Assert.Single(said).Version.ToString());
        Assert.Equal((0, true), (unyanking.Yanks.Length, unyanking.IsChanged));
        Assert.Empty((await _workshop.RolloutAsync(Stable))!.Yanked);
        Assert.Equal(targets, (await ReadAsync()).Roles[RoleNames.Targets].Version);
    }

    [Fact]
    public async Task A13_A_void_yank_that_a_thief_says_again_stops_no_rollout_and_sends_none_back()
    {
        var yank = Yank("1.4.2");
        await StealAsync([yank], stops: false);
        await StageAsync(() => UnyankAsync("1.4.2"), commits: true);
        await StealAsync([yank], stops: false);
        var editor = new RolloutEditor(_workshop.Repository);

        var waiting = Assert.Single((await new RolloutAdvancer(_workshop.Repository).AdvanceAsync(Beta, CancellationToken.None)).Channels).Refusals;
        var halted = await editor.HaltAsync(Beta, "slower than before", CancellationToken.None);
        var resumed = await editor.ResumeAsync(Beta, CancellationToken.None);

        Assert.DoesNotContain(waiting, refusal => refusal.Failure == PolicyFailure.Yanked);
        Assert.Equal((RolloutState.Halted, "slower than before"), (halted.State, halted.Reason));
        Assert.Equal(RolloutState.Active, resumed.State);
        Assert.Empty((await _workshop.RolloutAsync(Beta))!.Yanked);
    }

    [Theory]
    [InlineData(199, " and more")]
    [InlineData(0, "\u0001")]
    [InlineData(0, "##vso[task.complete]")]
    public async Task A13_A_thief_finds_no_words_that_cannot_be_declared_void_for_good(int length, string rest)
    {
        ImmutableArray<YankedRelease> yanks = [Yank("1.4.2") with { Reason = new string('x', length) + rest }];
        await StealAsync(yanks, stops: false);
        await StageAsync(() => UnyankAllAsync(), commits: true);
        await StealAsync(yanks, stops: false);

        var again = await UnyankAllAsync();

        Assert.Equal((0, true), (again.Yanks.Length, again.IsChanged));
        Assert.Empty((await _workshop.RolloutAsync(Stable))!.Yanked);
    }

    [Fact]
    public async Task A13_What_is_said_again_does_not_hold_because_there_was_one_declaration_too_many()
    {
        ImmutableArray<YankedRelease> yanks = [.. Enumerable.Range(0, UnyankedReleases.MaxRemembered + 1).Select(patch => Yank($"9.9.{patch}"))];
        await StealAsync(yanks, stops: false);
        await StageAsync(() => UnyankAllAsync(), commits: true);
        await StealAsync([.. yanks, Yank("1.4.2")], stops: false);

        await StageAsync(() => UnyankAllAsync(), commits: true);

        Assert.Empty((await _workshop.RolloutAsync(Stable))!.Yanked);
    }

    [Fact]
    public async Task A13_A_void_yank_at_the_end_of_time_leaves_room_for_another_in_the_same_words()
    {
        var yank = Yank("1.4.2") with { Reason = "overheats the motor", At = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.MaxValue.ToUnixTimeSeconds()) };
        await StealAsync([yank], stops: false);
        await StageAsync(() => UnyankAllAsync(), commits: true);
        await StealAsync([yank with { Reason = "something else" }], stops: false);

        var yanking = await _workshop.YankAsync("1.4.2", yank.Reason);

        Assert.Equal(_workshop.Clock.Now, yanking.Release.At);
        Assert.Equal(("1.4.2", yank.Reason), await YankedAsync());
    }

    [Fact]
    public async Task P3_A_promotion_and_a_declaration_that_somebody_put_into_one_staging_both_hold()
    {
        await StealAsync([Yank("9.9.9")], stops: false);
        var promotion = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, promotion);
        var id = await StageAsync(() => UnyankAllAsync(), besides: promotion);
        await _ceremony.ApproveAsAsync(Colleague, id);
        var declaration = JsonNode.Parse(await File.ReadAllBytesAsync(Path.Combine(_ceremony.StagingFolder, $"{id}.json")))!["roles"]![RoleNames.Targets]!;

        await _ceremony.CommitAsync(_ceremony.BendWithId(promotion, staging => staging["roles"]![RoleNames.Targets] = declaration.DeepClone()));

        var rollout = await _ceremony.RolloutAsync();
        Assert.Equal("1.4.2", rollout.Version.ToString());
        Assert.Empty(rollout.Yanked);
        Assert.Empty((await _workshop.RolloutAsync(Beta))!.Yanked);
    }

    [Fact]
    public async Task A13_What_a_thief_says_does_not_make_a_rollout_at_a_commit_that_is_longer_than_devices_read()
    {
        var promotion = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, promotion);
        var words = new string('x', 60_000);
        await _workshop.StealRolloutsAsync(channel => [.. Enumerable.Range(0, 3).Select(patch => Yank($"9.9.{patch}-{channel}") with { Reason = words })]);

        var refusal = await Assert.ThrowsAsync<InputException>(() => _ceremony.CommitAsync(promotion));

        Assert.Equal(InputFailure.MetadataTooLarge, refusal.Failure);
        Assert.Equal("1.4.1", (await _ceremony.RolloutAsync()).Version.ToString());
    }

    [Fact]
    public async Task A_yank_that_people_make_while_it_waits_for_signatures_holds()
    {
        await StealAsync([Yank("1.4.1"), Yank("1.4.2")]);
        var id = await StageAsync(() => UnyankAllAsync());
        await _workshop.YankAsync("1.4.2", "overheats the motor");
        var review = await _ceremony.ApproveAsAsync(Colleague, id);

        await _ceremony.CommitAsync(id);

        Assert.Contains(review.Roles.SelectMany(role => role.Changes), line => line.StartsWith("1.4.2 STAYS YANKED, since ", StringComparison.Ordinal));
        Assert.Equal(("1.4.2", "overheats the motor"), await YankedAsync());
        Assert.Equal((DecisionKind.RollBack, "1.4.1"), await TargetAsync(Beta, "1.4.2"));
    }

    [Fact]
    public async Task A_yank_that_people_make_while_it_loses_a_race_holds()
    {
        _ceremony.BringBack(Colleague);
        await StealAsync([Yank("1.4.1"), Yank("1.4.2")]);
        var store = new MishapStore(new FolderStore(_workshop.StoreFolder), ".targets.json", () => _workshop.YankAsync("1.4.2", "overheats the motor"));

        var unyanking = await new Unyanker(_workshop.RepositoryOver(store), []).UnyankAsync(new UnyankRequest("the key was stolen") { IsAboutAll = true }, CancellationToken.None);

        Assert.Equal(["1.4.1"], unyanking.Yanks.Select(yank => yank.Version.ToString()));
        Assert.Equal(("1.4.2", "overheats the motor"), await YankedAsync());
    }

    [Fact]
    public async Task A_promotion_that_was_staged_before_does_not_bring_a_void_yank_back()
    {
        await StealAsync([Yank("9.9.9")], stops: false);
        var promotion = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, promotion);
        await StageAsync(() => UnyankAllAsync(), commits: true, besides: promotion);

        await _ceremony.CommitAsync(promotion);

        var rollout = await _ceremony.RolloutAsync();
        Assert.Equal("1.4.2", rollout.Version.ToString());
        Assert.Empty(rollout.Yanked);
    }

    [Fact]
    public async Task P3_What_was_approved_on_targets_of_yesterday_is_not_committed()
    {
        await _workshop.YankAsync("1.4.2");
        var id = await StageAsync(() => UnyankAsync("1.4.2"));
        await _ceremony.ApproveAsAsync(Colleague, id);
        await StageAsync(() => _ceremony.Keys.RotateAsync(["rollout"], new RotationRequest(), CancellationToken.None), commits: true, besides: id);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(id));

        Assert.Equal(StoreFailure.Conflict, refusal.Failure);
        Assert.Equal(("1.4.2", "overheats the motor"), await YankedAsync());
    }

    [Fact]
    public async Task Approvers_read_which_yanks_and_why_and_what_stays_stopped()
    {
        await _workshop.YankAsync("1.4.2");
        var id = await StageAsync(() => UnyankAsync("1.4.2", "the sensor was at fault"));

        var review = await _ceremony.ApproveAsAsync(Colleague, id);

        Assert.Equal(RoleNames.Targets, Assert.Single(review.Roles).Role);
        Assert.Equal(
            [
                "1.4.2 is yanked no more: the sensor was at fault (it was at 2026-03-01 12:00:00Z: overheats the motor), declared 2026-03-01 12:00:00Z",
                "then rollout beta says so no more",
                "then rollout canary says so no more",
                "then rollout stable says so no more",
                "beta: 1.4.2 still goes back. If it is not at fault: slipway rollout resume --channel beta",
                "canary: 1.4.2 still goes back. If it is not at fault: slipway rollout resume --channel canary",
            ],
            review.Roles[0].Changes);
    }

    [Fact]
    public async Task All_but_those_that_are_named_and_again_nothing()
    {
        await StealAsync([Yank("9.9.9"), Yank("1.4.1")], stops: false);
        await _workshop.YankAsync("1.4.2");
        await StageAsync(() => UnyankAllAsync("1.4.2"), commits: true);
        var store = _workshop.StoreSnapshot();

        var again = await UnyankAllAsync("1.4.2");
        var named = await UnyankAsync("9.9.9");

        Assert.Equal(("1.4.2", "overheats the motor"), await YankedAsync());
        Assert.Equal((false, false), (again.IsChanged, named.IsChanged));
        Assert.Equal(["nothing changes", "still yanked: 1.4.2"], UnyankLines.Of(named));
        Assert.Equal(store, _workshop.StoreSnapshot());
    }

    [Theory]
    [InlineData("1.4.2 1.4.1", false, "", "SLP6016")]
    [InlineData("", true, "1.4.1", "SLP6016")]
    [InlineData("", false, "", "SLP1035")]
    [InlineData("1.4.2", true, "", "SLP1035")]
    [InlineData("1.4.2", false, "1.4.2", "SLP1035")]
    public async Task What_is_not_yanked_or_not_clear_is_refused(string versions, bool isAboutAll, string except, string code)
    {
        await _workshop.YankAsync("1.4.2");
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAnyAsync<SlipwayException>(() => UnyankAsync(new UnyankRequest("mistaken") { Versions = Versions(versions), IsAboutAll = isAboutAll, Except = Versions(except) }));

        Assert.Equal(code, refusal.Code);
        Assert.Equal(before, _workshop.StoreSnapshot());

        static ImmutableArray<SemanticVersion> Versions(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Fleet.Version)];
    }

    [Fact]
    public async Task The_release_may_be_promoted_set_and_resumed_again()
    {
        await _workshop.YankAsync("1.4.2");
        await StageAsync(() => UnyankAsync("1.4.2"), commits: true);
        Assert.Equal((DecisionKind.RollBack, "1.4.1"), await TargetAsync(Beta, "1.4.2"));

        await ResumeAsync(Canary, Beta);
        await _ceremony.StageAsync();

        Assert.Equal((DecisionKind.Update, "1.4.2"), await TargetAsync(Beta, "1.4.1"));
        Assert.Equal((DecisionKind.UpToDate, null), await TargetAsync(Beta, "1.4.2"));
    }

    [Fact]
    public async Task History_and_status_tell_of_it_and_of_who_signed_and_not_of_a_loss()
    {
        await _workshop.YankAsync("1.4.2");
        _workshop.Clock.Now += TimeSpan.FromMinutes(1);
        await StageAsync(() => UnyankAsync("1.4.2", "the sensor was at fault"), commits: true);

        var history = await new HistoryReader(_workshop.Repository).ReadAsync(new HistoryRequest(), progress: null, CancellationToken.None);
        var status = await RepositoryStatus.ReadAsync(_workshop.Repository, CancellationToken.None);

        var unyanked = Assert.Single(history.Events, happened => happened.Kind == ReleaseEventKind.Unyanked);
        Assert.Equal(("1.4.2", "the sensor was at fault", RoleNames.Targets, 2), (unyanked.Version!.ToString(), unyanked.Reason, unyanked.Source.Role, unyanked.SignedBy.Length));
        Assert.DoesNotContain(history.Events, happened => happened.Kind == ReleaseEventKind.YankDropped);
        Assert.Equal("the sensor was at fault", Assert.Single(status.Unyanked).Reason);
    }

    [Fact]
    public async Task What_was_declared_is_kept_when_targets_is_signed_again_for_another_reason()
    {
        await _workshop.YankAsync("1.4.2");
        await StageAsync(() => UnyankAsync("1.4.2"), commits: true);

        await StageAsync(() => new Refresher(_workshop.Repository, []).RefreshAsync([RoleNames.Targets], CancellationToken.None), commits: true);
        await StageAsync(() => _ceremony.Keys.RotateAsync(["rollout"], new RotationRequest(), CancellationToken.None), commits: true);

        Assert.Equal("1.4.2", Assert.Single(Assert.Single(UnyankedReleases.Of((await ReadAsync()).Roles[RoleNames.Targets]).Declarations).Yanks).Version.ToString());
    }

    [Fact]
    public async Task Keys_are_changed_whatever_a_thief_lets_the_rollouts_be()
    {
        await _workshop.Repository.CommitAsync(
            edit =>
            {
                edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(Canary), StoreContent.Of("no rollout"u8.ToArray()));
                return Task.CompletedTask;
            },
            progress: null,
            CancellationToken.None);

        await StageAsync(() => _ceremony.Keys.RotateAsync(["canary"], new RotationRequest(), CancellationToken.None), commits: true);

        Assert.Equal("canary-2", new KeyNames(_workshop.Policy).Of((await ReadAsync()).KeysOf("canary").Keys.Single()).Name);
    }

    [Fact]
    public void Declarations_forget_the_oldest_and_never_the_last()
    {
        var declarations = UnyankedReleases.Of(new Targets { Version = 1, Expires = FarAhead });
        for (var time = 0; time < 5; time++)
        {
            declarations = declarations.With(Declaration(time, count: 100));
        }

        var whole = declarations.With(Declaration(5, count: 1000));
        var read = UnyankedReleases.Of(whole.WriteTo(new Targets { Version = 1, Expires = FarAhead }));

        Assert.Equal([2, 3, 4], declarations.Declarations.Select(declaration => declaration.At.ToUnixTimeSeconds()));
        Assert.Equal([3, 4, 5], read.Declarations.Select(declaration => declaration.At.ToUnixTimeSeconds()));
        Assert.True(read.IsVoid(new YankedRelease(Fleet.Version("5.0.999"), "x", DateTimeOffset.UnixEpoch)));
        Assert.False(read.IsVoid(new YankedRelease(Fleet.Version("5.0.999"), "y", DateTimeOffset.UnixEpoch)));

        static Unyank Declaration(int time, int count) => new(
            [.. Enumerable.Range(0, count).Select(patch => new YankedRelease(Fleet.Version($"{time}.0.{patch}"), "x", DateTimeOffset.UnixEpoch))], "stolen", DateTimeOffset.FromUnixTimeSeconds(time));
    }

    [Fact]
    public void J1_What_this_version_does_not_know_of_declarations_is_refused()
    {
        var targets = new Targets { Version = 1, Expires = FarAhead };
        var extensions = UnknownFields.Of(new JsonFields(StrictJson.ParseObject("""{"x-unyanked":[{"at":1,"reason":"x","yanks":[],"scope":"all"}]}"""u8)));

        var refusal = Assert.Throws<TrustException>(() => UnyankedReleases.Of(targets with { Extensions = extensions }));

        Assert.Equal((TrustFailure.Malformed, RoleNames.Targets), (refusal.Failure, refusal.Subject));
    }

    private static YankedRelease Yank(string version) => new(Fleet.Version(version), "said by a thief", DateTimeOffset.UnixEpoch);

    private Task<RepositoryState> ReadAsync() => _workshop.Repository.ReadAsync(CancellationToken.None);

    private async Task<(string Version, string Reason)> YankedAsync()
    {
        var release = Assert.Single((await _workshop.RolloutAsync(Stable))!.Yanked);
        return (release.Version.ToString(), release.Reason);
    }

    private Task StealAsync(ImmutableArray<YankedRelease> yanks, bool stops = true) => _workshop.StealRolloutsAsync(yanks, stops);

    private async Task ResumeAsync(params ChannelName[] channels)
    {
        foreach (var channel in channels)
        {
            await new RolloutEditor(_workshop.Repository).ResumeAsync(channel, CancellationToken.None);
            await new RolloutEditor(_workshop.Repository).SetAsync(channel, Rollout.Everyone, CancellationToken.None);
        }
    }

    private Task<Unyanking> UnyankAsync(string version, string reason = "the rollout key was stolen") => UnyankAsync(new UnyankRequest(reason) { Versions = [Fleet.Version(version)] });

    private Task<Unyanking> UnyankAllAsync(params string[] except) =>
        UnyankAsync(new UnyankRequest("the rollout key was stolen") { IsAboutAll = true, Except = [.. except.Select(Fleet.Version)] });

    private Task<Unyanking> UnyankAsync(UnyankRequest request) => new Unyanker(_workshop.Repository, []).UnyankAsync(request, CancellationToken.None);

    /// <summary>What one key of targets stages; and what the colleague then approves and somebody commits.</summary>
    private async Task<string> StageAsync(Func<Task> change, bool commits = false, string? besides = null)
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(change);
        Assert.Equal(StoreFailure.ApprovalNeeded, refusal.Failure);
        var id = Assert.Single(await _ceremony.Desk.ListAsync(CancellationToken.None), id => id != besides);
        if (commits)
        {
            await _ceremony.ApproveAsAsync(Colleague, id);
            await _ceremony.CommitAsync(id);
        }

        return id;
    }

    private async Task<(DecisionKind Kind, string? Target)> TargetAsync(ChannelName channel, string? running)
    {
        var decision = await _workshop.DecideAsync(channel, running);
        return (decision.Kind, decision.Target?.Version.ToString());
    }
}
