using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Ceremonies;
using Slipway.Reports;
using static Slipway.Publishing.Tests.ReleaseWorkshop;

namespace Slipway.Publishing.Tests.Recalls;

/// <summary>Canary and beta offer 1.4.2 and pin 1.4.1, stable has nothing yet.</summary>
public sealed class YankerTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _workshop = await CreateAsync();
        foreach (var version in (string[])["1.4.1", "1.4.2"])
        {
            await _workshop.PublishAsync(version);
            await _workshop.PromoteAsync(version, Canary, Beta);
        }
    }

    [Fact]
    public async Task D2_A_yank_sends_every_channel_back_that_offers_the_release()
    {
        var yanking = await _workshop.YankAsync("1.4.2");

        Assert.True(yanking.IsChanged);
        Assert.False(yanking.HasDeadEnd);
        Assert.Equal(["beta 1.4.1", "canary 1.4.1", "stable "], yanking.Channels.Select(channel => $"{channel.Channel} {channel.Runtimes.SingleOrDefault()?.BackTo}"));
        foreach (var channel in (ChannelName[])[Canary, Beta])
        {
            var rollout = (await _workshop.RolloutAsync(channel))!;
            Assert.Equal((RolloutState.Rollback, "overheats the motor"), (rollout.State, rollout.Reason));
            Assert.Equal(new YankedRelease(Fleet.Version("1.4.2"), "overheats the motor", _workshop.Clock.Now), Assert.Single(rollout.Yanked));
            Assert.Equal((DecisionKind.RollBack, "1.4.1"), await TargetAsync(channel, "1.4.2"));
            Assert.Equal((DecisionKind.Wait, null), await TargetAsync(channel, "1.4.1"));
            Assert.Equal((DecisionKind.Update, "1.4.1"), await TargetAsync(channel, null));
        }
    }

    [Fact]
    public async Task A_channel_that_does_not_offer_it_tells_its_devices_all_the_same()
    {
        await _workshop.PublishAsync("1.4.3");

        var yanking = await _workshop.YankAsync("1.4.2");

        var canary = yanking.Channels.Single(channel => channel.Channel == Canary);
        Assert.Equal((null, false, null), (canary.Permyriad, canary.Runtimes.Single().IsOffered, canary.Runtimes.Single().BackTo?.ToString()));
        Assert.Contains("canary: does not offer it, but 1.4.3, which has no release to go back to from now on; a device that still runs 1.4.2 waits for its turn", YankLines.Of(yanking));
        Assert.Equal(RolloutState.Active, (await _workshop.RolloutAsync(Canary))!.State);
        Assert.Equal((DecisionKind.Update, "1.4.3"), await TargetAsync(Canary, "1.4.2"));
    }

    [Fact]
    public async Task D2_The_way_back_of_a_yanked_release_that_is_yanked_too_is_a_dead_end()
    {
        await _workshop.YankAsync("1.4.2");

        var yanking = await _workshop.YankAsync("1.4.1");

        Assert.True(yanking.HasDeadEnd);
        Assert.Contains("beta: a DEAD END: offers 1.4.2, which is yanked, too, and pins no other release to go back to", YankLines.Of(yanking));
        Assert.Equal((DecisionKind.Refuse, null), await TargetAsync(Beta, "1.4.1"));
        Assert.Equal((DecisionKind.Refuse, null), await TargetAsync(Beta, "1.4.2"));
    }

    [Fact]
    public async Task D2_A_yank_of_what_a_channel_would_go_back_to_says_so()
    {
        var yanking = await _workshop.YankAsync("1.4.1");

        Assert.False(yanking.HasDeadEnd);
        Assert.Contains("beta: does not offer it, but 1.4.2, which has no release to go back to from now on; a device that still runs 1.4.1 waits for its turn", YankLines.Of(yanking));
    }

    [Fact]
    public async Task D2_What_is_pinned_above_a_yanked_release_is_no_way_back_from_it()
    {
        await _workshop.PublishAsync("1.4.3");

        var yanking = await _workshop.YankAsync("1.4.1");

        Assert.Null(yanking.Channels.Single(channel => channel.Channel == Canary).Runtimes.Single().BackTo);
        Assert.Contains("canary: does not offer it, but 1.4.3; a device that still runs it waits for its turn, with no release to go back to", YankLines.Of(yanking));
    }

    [Fact]
    public async Task D2_An_expired_rollout_role_does_not_keep_a_yank()
    {
        _workshop.Clock.Now += TimeSpan.FromDays(8);

        var yanking = await _workshop.YankAsync("1.4.2");

        Assert.True(yanking.IsChanged);
        Assert.Equal((DecisionKind.RollBack, "1.4.1"), await TargetAsync(Beta, "1.4.2"));
    }

    [Fact]
    public async Task A13_The_rollout_key_alone_is_enough_besides_the_online_key_and_is_one_publication()
    {
        var before = (await _workshop.Repository.ReadAsync(CancellationToken.None)).Timestamp.Version;
        _workshop.KeepKeys("rollout", "online");

        await _workshop.YankAsync("1.4.2");

        Assert.Equal(before + 1, (await _workshop.Repository.ReadAsync(CancellationToken.None)).Timestamp.Version);
    }

    [Fact]
    public async Task Again_changes_nothing_and_other_words_keep_the_time()
    {
        var first = await _workshop.YankAsync("1.4.2");
        var store = _workshop.StoreSnapshot();
        _workshop.Clock.Now += TimeSpan.FromHours(1);

        var again = await _workshop.YankAsync("1.4.2");
        var unchanged = _workshop.StoreSnapshot();
        var reworded = await _workshop.YankAsync("1.4.2", "burns the motor");

        Assert.False(again.IsChanged);
        Assert.Equal(store, unchanged);
        Assert.Equal((true, "burns the motor", first.Release.At), (reworded.IsChanged, reworded.Release.Reason, reworded.Release.At));
        Assert.Equal("1.4.2 was yanked: burns the motor. It is rolled back to 1.4.1.", (await _workshop.DecideAsync(Beta, "1.4.2")).Explanation);
    }

    [Fact]
    public async Task The_first_release_is_a_dead_end_and_says_so()
    {
        using var workshop = await CreateAsync();
        await workshop.PublishAsync("1.0.0");

        var yanking = await workshop.YankAsync("1.0.0");

        Assert.True(yanking.HasDeadEnd);
        Assert.Equal(
            [
                "1.0.0 is yanked: overheats the motor",
                "beta: offers nothing yet",
                "canary: halted, and a DEAD END (100% had it): the offer pins no release to go back to that is older, safe and not yanked",
                "stable: offers nothing yet",
                "next: publish the mended software under a new version, or let the channel offer an older one: 'slipway rollback --channel NAME --to VERSION'; devices in a dead end run on until then, and say so in their reports",
            ],
            YankLines.Of(yanking));
        Assert.Equal(ReasonCode.Yanked, (await workshop.DecideAsync(Canary, "1.0.0")).Reason);
        Assert.Equal(DecisionKind.Wait, (await workshop.DecideAsync(Canary, null)).Kind);
    }

    [Fact]
    public async Task D1_The_release_before_is_no_way_back_once_it_is_yanked_too()
    {
        await _workshop.YankAsync("1.4.1", "leaks");

        var yanking = await _workshop.YankAsync("1.4.2");

        Assert.True(yanking.HasDeadEnd);
        Assert.Equal(DecisionKind.Refuse, (await _workshop.DecideAsync(Beta, "1.4.2")).Kind);
    }

    [Fact]
    public async Task The_first_release_of_a_channel_brings_what_was_yanked_before()
    {
        _workshop.EditPolicy("\"bake\": \"48h\"", "\"bake\": \"0\"");
        await _workshop.YankAsync("1.4.1");

        await _workshop.PromoteAsync("1.4.2", Beta, Stable);

        Assert.Equal("1.4.1", Assert.Single((await _workshop.RolloutAsync(Stable))!.Yanked).Version.ToString());
    }

    [Fact]
    public async Task A_yanked_release_is_published_and_promoted_no_more()
    {
        var bundle = await _workshop.PackAsync("1.4.3");
        await _workshop.PublishBundlesAsync(bundle);
        await _workshop.YankAsync("1.4.3");
        var before = _workshop.StoreSnapshot();

        var published = await Assert.ThrowsAsync<PolicyException>(() => _workshop.PublishBundlesAsync(bundle));
        var promoted = await Assert.ThrowsAsync<PolicyException>(() => _workshop.PromoteAsync("1.4.3", Canary, Beta));

        Assert.Contains(published.Refusals, refusal => refusal.Code == "SLP6008");
        Assert.Contains(promoted.Refusals, refusal => refusal.Code == "SLP6008");
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task A_version_that_nobody_knows_is_no_release()
    {
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<InputException>(() => _workshop.YankAsync("1.4.22"));

        Assert.Equal(("SLP1084", "There is no release 1.4.22: known are 1.4.2, 1.4.1."), (refusal.Code, refusal.Message));
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Theory]
    [InlineData("", "The reason is empty.")]
    [InlineData("  \n", "The reason is empty.")]
    [InlineData("overheats\nthe motor", @"The reason 'overheats\u000athe motor' has characters that a terminal does not show as they are: expected one line.")]
    [InlineData("::ffff:10.0.0.1 is down", @"The reason '\u003a:ffff:10.0.0.1 is down' is taken for a command where servers run builds and show it: expected no '::' at its beginning, and no '##' before a bracket.")]
    [InlineData("\u202etfel", @"The reason '\u202etfel' has characters that a terminal does not show as they are: expected one line.")]
    public async Task A_reason_is_one_line(string reason, string message)
    {
        var refusal = await Assert.ThrowsAsync<InputException>(() => _workshop.YankAsync("1.4.2", reason));

        Assert.Equal(("SLP1035", message), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task A_reason_has_two_hundred_characters_and_no_more()
    {
        await Assert.ThrowsAsync<InputException>(() => _workshop.YankAsync("1.4.2", new string('x', 201)));

        Assert.True((await _workshop.YankAsync("1.4.2", new string('x', 200))).IsChanged);
    }

    [Fact]
    public async Task The_sixty_fifth_is_refused_and_none_makes_room_for_it()
    {
        await _workshop.Repository.CommitAsync(
            async edit =>
            {
                var rollout = (await edit.State.ReadRolloutAsync(Canary, CancellationToken.None))!;
                ImmutableArray<YankedRelease> many = [.. Enumerable.Range(0, 64).Select(patch => new YankedRelease(Fleet.Version($"0.1.{patch}"), "old", edit.Time))];
                edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(Canary), StoreContent.Of((rollout with { Yanked = many }).ToBytes()));
            },
            progress: null,
            CancellationToken.None);
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<InputException>(() => _workshop.YankAsync("1.4.2"));
        var unchanged = _workshop.StoreSnapshot();
        var again = await _workshop.YankAsync("0.1.63", "older");

        Assert.Equal("64 releases are yanked, as many as devices are told of: 1.4.2 is not yanked.", refusal.Message);
        Assert.Equal(before, unchanged);
        Assert.True(again.IsChanged);
        Assert.Equal(64, (await _workshop.RolloutAsync(Beta))!.Yanked.Length);
    }

    [Fact]
    public async Task What_waits_for_signatures_goes_out_although_another_release_was_yanked_meanwhile_and_forgets_none()
    {
        using var ceremony = await Ceremony.CreateAsync();
        var id = await ceremony.StageAsync();
        await ceremony.Workshop.YankAsync("1.4.1");
        var review = await ceremony.ApproveAsAsync(Ceremony.Second, id);

        await ceremony.CommitAsync(id);

        var rollout = await ceremony.RolloutAsync();
        Assert.Equal(("1.4.2", RolloutState.Active), (rollout.Version.ToString(), rollout.State));
        Assert.Equal("1.4.1", Assert.Single(rollout.Yanked).Version.ToString());
        Assert.DoesNotContain(review.Roles.SelectMany(role => role.Changes), change => change.Contains("yanked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_for_signatures_and_was_yanked_meanwhile_does_not_go_out()
    {
        using var ceremony = await Ceremony.CreateAsync();
        var id = await ceremony.StageAsync();
        await ceremony.ApproveAsAsync(Ceremony.Second, id);
        await ceremony.Workshop.YankAsync("1.4.2");

        var refusal = await Assert.ThrowsAsync<PolicyException>(() => ceremony.CommitAsync(id));

        Assert.Equal("SLP6008", refusal.Code);
        Assert.Equal("1.4.1", await ceremony.OfferedAsync());
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(DecisionKind Kind, string? Target)> TargetAsync(ChannelName channel, string? running)
    {
        // In canary and beta everybody's turn comes at once.
        var decision = await _workshop.DecideAsync(channel, running);
        return (decision.Kind, decision.Target?.Version.ToString());
    }
}
