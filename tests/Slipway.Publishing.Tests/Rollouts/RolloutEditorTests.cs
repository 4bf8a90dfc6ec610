using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Recalls;

namespace Slipway.Publishing.Tests.Rollouts;

public sealed class RolloutEditorTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    private RolloutEditor Editor => new(_workshop.Repository);

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task B17_widening_keeps_the_salt_and_the_next_release_has_another()
    {
        var first = (await _workshop.PublishAsync("1.4.1")).Rollout;

        var wider = await Editor.SetAsync(ReleaseWorkshop.Canary, 5_000, CancellationToken.None);
        var next = (await _workshop.PublishAsync("1.4.2")).Rollout;

        Assert.Equal(first.Salt, wider.Salt);
        Assert.NotEqual(first.Salt, next.Salt);
    }

    [Fact]
    public async Task Halting_and_resuming_keep_the_share()
    {
        await _workshop.PublishAsync("1.4.1");
        await Editor.SetAsync(ReleaseWorkshop.Canary, 1_000, CancellationToken.None);

        var halted = await Editor.HaltAsync(ReleaseWorkshop.Canary, CancellationToken.None);
        var resumed = await Editor.ResumeAsync(ReleaseWorkshop.Canary, CancellationToken.None);

        Assert.Equal((RolloutState.Halted, 1_000), (halted.State, halted.Permyriad));
        Assert.Equal((RolloutState.Active, 1_000), (resumed.State, resumed.Permyriad));
    }

    [Fact]
    public async Task The_rollout_key_alone_is_enough_besides_the_online_key()
    {
        await _workshop.PublishAsync("1.4.1");
        foreach (var other in new[] { "root", "targets", "builder", "canary", "beta", "stable" })
        {
            File.Delete(_workshop[$"keys/{other}.pem"]);
        }

        var halted = await Editor.HaltAsync(ReleaseWorkshop.Canary, CancellationToken.None);

        Assert.Equal(RolloutState.Halted, halted.State);
    }

    [Fact]
    public async Task A_channel_that_offers_nothing_has_no_rollout_to_change()
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(() => Editor.HaltAsync(ReleaseWorkshop.Beta, CancellationToken.None));

        Assert.Equal("SLP3002", refusal.Code);
    }

    [Fact]
    public async Task A_share_that_changes_is_watched_from_then_on()
    {
        var first = (await _workshop.PublishAsync("1.4.1")).Rollout;
        _workshop.Clock.Now += TimeSpan.FromHours(1);

        var same = await Editor.SetAsync(ReleaseWorkshop.Canary, first.Permyriad, CancellationToken.None);
        var narrower = await Editor.SetAsync(ReleaseWorkshop.Canary, 1_000, CancellationToken.None);

        Assert.Equal(first.WaveSince, same.WaveSince);
        Assert.Equal(_workshop.Clock.Now, narrower.WaveSince);
    }

    [Fact]
    public async Task Narrowing_says_that_nobody_loses_the_release()
    {
        await _workshop.PublishAsync("1.4.1");
        var warnings = new List<string>();

        await new RolloutEditor(new ReleaseRepository(_workshop.Policy, _workshop.Clock) { Warn = warnings.Add }).SetAsync(ReleaseWorkshop.Canary, 50, CancellationToken.None);

        Assert.Equal(["1.4.1 in canary went to 100% and goes to 0.5% now: devices that have it keep it, and the others of that share wait for their turn again."], warnings);
    }

    [Fact]
    public async Task A_rollout_may_begin_later_and_then_at_once_after_all()
    {
        await _workshop.PublishAsync("1.4.1");
        var begin = _workshop.Clock.Now + TimeSpan.FromHours(2);

        var later = await Editor.SetAsync(ReleaseWorkshop.Canary, permyriad: null, begin, CancellationToken.None);
        var kept = await Editor.SetAsync(ReleaseWorkshop.Canary, 1_000, CancellationToken.None);
        var atOnce = await Editor.SetAsync(ReleaseWorkshop.Canary, permyriad: null, _workshop.Clock.Now, CancellationToken.None);

        Assert.Equal((begin, 10_000), (later.NotBefore, later.Permyriad));
        Assert.Equal((begin, 1_000), (kept.NotBefore, kept.Permyriad));
        Assert.Null(atOnce.NotBefore);
    }

    [Fact]
    public async Task Why_it_was_halted_stays_until_it_goes_on_and_is_watched_anew()
    {
        await _workshop.PublishAsync("1.4.1");
        await Editor.HaltAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None);

        var again = await Editor.HaltAsync(ReleaseWorkshop.Canary, CancellationToken.None);
        _workshop.Clock.Now += TimeSpan.FromHours(1);
        var resumed = await Editor.ResumeAsync(ReleaseWorkshop.Canary, CancellationToken.None);

        Assert.Equal("smoke", again.Reason);
        Assert.Equal((null, _workshop.Clock.Now), (resumed.Reason, resumed.WaveSince));
    }

    [Fact]
    public async Task One_that_goes_on_already_is_not_watched_anew()
    {
        var begun = (await _workshop.PublishAsync("1.4.1")).Rollout;
        var before = _workshop.StoreSnapshot();
        _workshop.Clock.Now += TimeSpan.FromHours(1);

        var resumed = await Editor.ResumeAsync(ReleaseWorkshop.Canary, "all is well", CancellationToken.None);

        Assert.Equal((begun.WaveSince, null), (resumed.WaveSince, resumed.Reason));
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task B18_a_release_is_taken_back_to_the_one_that_its_offer_pins()
    {
        await _workshop.PublishAsync("1.4.1");
        await _workshop.PublishAsync("1.4.2");

        var rollout = await Editor.RollBackAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None);

        Assert.Equal((RolloutState.Rollback, "1.4.2", "smoke"), (rollout.State, rollout.Version.ToString(), rollout.Reason));
    }

    [Fact]
    public async Task B18_what_another_runtime_is_offered_still_does_not_keep_a_release_from_being_taken_back()
    {
        await _workshop.PublishAsync("1.4.0");
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.1", runtime: "linux-arm64"));
        await _workshop.PublishAsync("1.4.2");

        var rollout = await Editor.RollBackAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None);

        Assert.Equal((RolloutState.Rollback, "1.4.2"), (rollout.State, rollout.Version.ToString()));
    }

    [Fact]
    public async Task What_has_nothing_before_it_is_not_taken_back()
    {
        await _workshop.PublishAsync("1.4.1");
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<PolicyException>(() => Editor.RollBackAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None));

        Assert.Equal("SLP6011", refusal.Code);
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Theory]
    [InlineData("1.4.1", null, "SLP6011")]
    [InlineData(null, "1.4.2", "SLP6012")]
    public async Task What_devices_would_refuse_is_not_gone_back_to(string? yanked, string? floor, string code)
    {
        await _workshop.PublishAsync("1.4.1");
        var publication = await _workshop.PublishAsync("1.4.2");
        await ChangeAsync(publication, yanked, floor);

        var refusal = await Assert.ThrowsAsync<PolicyException>(() => Editor.RollBackAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None));

        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public async Task D2_the_oldest_version_that_is_safe_to_run_may_be_gone_back_to()
    {
        await _workshop.PublishAsync("1.4.1");
        await ChangeAsync(await _workshop.PublishAsync("1.4.2"), yanked: null, floor: "1.4.1");

        Assert.Equal(RolloutState.Rollback, (await Editor.RollBackAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None)).State);
    }

    [Fact]
    public async Task A_yanked_release_goes_nowhere_any_more()
    {
        var publication = await _workshop.PublishAsync("1.4.2");
        await ChangeAsync(publication, yanked: "1.4.2", floor: null);

        var widened = await Assert.ThrowsAsync<PolicyException>(() => Editor.SetAsync(ReleaseWorkshop.Canary, 5_000, CancellationToken.None));
        var resumed = await Assert.ThrowsAsync<PolicyException>(() => Editor.ResumeAsync(ReleaseWorkshop.Canary, CancellationToken.None));

        Assert.Equal(("SLP6008", "SLP6008"), (widened.Code, resumed.Code));
    }

    [Fact]
    public async Task D2_what_was_yanked_keeps_the_words_of_the_yank_whatever_is_said_of_it_later()
    {
        await _workshop.PublishAsync("1.4.1");
        await _workshop.PublishAsync("1.4.2");
        await _workshop.YankAsync("1.4.2", "overheats the motor");
        var before = _workshop.StoreSnapshot();
        var warnings = new List<string>();
        var editor = new RolloutEditor(new ReleaseRepository(_workshop.Policy, _workshop.Clock) { Warn = warnings.Add });

        var halted = await editor.HaltAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None);
        var rolledBack = await editor.RollBackAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None);

        Assert.All([halted, rolledBack], rollout => Assert.Equal((RolloutState.Rollback, "overheats the motor"), (rollout.State, rollout.Reason)));
        Assert.Equal(Enumerable.Repeat("1.4.2 goes back in canary because it was yanked, and that reason stays: overheats the motor", 2), warnings);
        Assert.Equal(before, _workshop.StoreSnapshot());
        var explained = await new RolloutExplainer(_workshop.Repository).ExplainAsync(new ExplainRequest("robot-1", ReleaseWorkshop.Canary) { Running = SemanticVersion.Parse("1.4.2") }, CancellationToken.None);
        Assert.Contains("overheats the motor", explained.Decision.Explanation, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task ChangeAsync(Publication publication, string? yanked, string? floor) => _workshop.Repository.CommitAsync(
        edit =>
        {
            var offer = publication.Offers[0] with { MinSecureVersion = floor is null ? null : SemanticVersion.Parse(floor) };
            edit.Put("canary", ReleasePaths.Offer(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64), StoreContent.Of(offer.ToBytes()));
            RolloutStep.Put(edit, publication.Rollout with { Yanked = yanked is null ? [] : [new YankedRelease(SemanticVersion.Parse(yanked), "smoke", _workshop.Clock.Now)] });
            return Task.CompletedTask;
        },
        progress: null,
        CancellationToken.None);
}
