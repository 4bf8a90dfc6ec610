using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Ceremonies;
using Slipway.Reports;
using static Slipway.Publishing.Tests.ReleaseWorkshop;
using static Slipway.Publishing.Tests.Recalls.Fleet;

namespace Slipway.Publishing.Tests.Recalls;

/// <summary>Canary has offered 1.4.0, 1.4.1, 1.4.2 and now 1.4.3.</summary>
public sealed class ChannelRollbackTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _workshop = await CreateAsync();
        foreach (var version in (string[])["1.4.0", "1.4.1", "1.4.2", "1.4.3"])
        {
            await _workshop.PublishAsync(version);
        }
    }

    [Fact]
    public async Task D2_A_channel_goes_back_to_what_it_pins_and_its_devices_follow()
    {
        var publication = await RollBackAsync();

        var offer = Assert.Single(publication.Offers);
        Assert.Equal(("1.4.2", "slow", Rollout.Everyone), (publication.Version.ToString(), offer.Reason, publication.Rollout.Permyriad));
        Assert.Equal(["1.4.3"], offer.AllowDowngradeFrom.Select(version => version.ToString()));
        Assert.Equal(RolloutSalt.Of(_workshop.Policy.Product, Canary, Version("1.4.2")), publication.Rollout.Salt);
        Assert.Equal(_workshop.Clock.Now, publication.Rollout.WaveSince);
        Assert.Equal((DecisionKind.Update, "1.4.2"), await TargetAsync("1.4.3"));
        Assert.Equal((DecisionKind.Update, "1.4.2"), await TargetAsync("1.4.1"));
        Assert.Equal((DecisionKind.UpToDate, null), await TargetAsync("1.4.2"));
        Assert.Equal(ReasonCode.Downgrade, (await _workshop.DecideAsync(Canary, "1.4.4")).Reason);
        Assert.Equal(ReasonCode.Downgrade, (await _workshop.DecideAsync(Canary, "1.4.3", floor: "1.4.3")).Reason);
    }

    [Fact]
    public async Task D2_It_goes_further_back_when_that_is_said_and_every_device_in_between_may_follow()
    {
        var publication = await RollBackAsync(request => request with { To = Version("1.4.0"), From = [Version("1.5.0-dev.3")] });

        Assert.Equal(["1.4.1", "1.4.2", "1.4.3", "1.5.0-dev.3"], publication.Offers[0].AllowDowngradeFrom.Select(version => version.ToString()));
        foreach (var running in (string[])["1.4.1", "1.4.2", "1.4.3", "1.5.0-dev.3"])
        {
            Assert.Equal((DecisionKind.Update, "1.4.0"), await TargetAsync(running));
        }
    }

    [Fact]
    public async Task D1_Leave_to_go_back_is_given_from_what_the_channel_offered_and_from_nothing_later()
    {
        await _workshop.PromoteAsync("1.4.1", Canary, Beta);
        await _workshop.PromoteAsync("1.4.2", Canary, Beta);

        var publication = await new ChannelRollback(_workshop.Repository).RollBackAsync(new RollbackRequest(Beta, "slow"), CancellationToken.None);

        Assert.Equal(["1.4.2"], publication.Offers[0].AllowDowngradeFrom.Select(version => version.ToString()));
        Assert.Equal(ReasonCode.Downgrade, (await _workshop.DecideAsync(Beta, "1.4.3")).Reason);
    }

    [Fact]
    public async Task D2_Who_has_not_come_back_yet_may_also_go_further_back()
    {
        await RollBackAsync();

        var further = await RollBackAsync(request => request with { To = Version("1.4.1") });

        Assert.Equal(["1.4.2", "1.4.3"], further.Offers[0].AllowDowngradeFrom.Select(version => version.ToString()));
    }

    [Fact]
    public async Task D2_A_share_of_the_devices_goes_first()
    {
        await RollBackAsync(request => request with { Permyriad = 0 });

        Assert.Equal(ReasonCode.WaitCohort, (await _workshop.DecideAsync(Canary, "1.4.3")).Reason);
    }

    [Fact]
    public async Task The_command_run_once_more_goes_no_further_back()
    {
        await RollBackAsync();
        var before = _workshop.StoreSnapshot();

        var unnamed = await Assert.ThrowsAsync<InputException>(() => RollBackAsync());
        var named = await RollBackAsync(request => request with { To = Version("1.4.2") });

        Assert.Equal(("SLP1035", "To go back further, say how far with --to."), (unnamed.Code, unnamed.Hint));
        Assert.Equal("1.4.2", named.Version.ToString());
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task D2_Run_once_more_it_lets_further_versions_follow()
    {
        await RollBackAsync();

        var again = await RollBackAsync(request => request with { To = Version("1.4.2"), From = [Version("1.4.3-rc.1"), Version("1.5.0-dev.3")] });

        Assert.Equal(["1.4.3-rc.1", "1.4.3", "1.5.0-dev.3"], again.Offers[0].AllowDowngradeFrom.Select(version => version.ToString()));
        Assert.Equal((DecisionKind.Update, "1.4.2"), await TargetAsync("1.5.0-dev.3"));
        Assert.Equal((DecisionKind.Update, "1.4.2"), await TargetAsync("1.4.3"));
    }

    [Fact]
    public async Task What_a_channel_lets_go_back_is_known_and_can_be_yanked()
    {
        await RollBackAsync(request => request with { From = [Version("1.5.0-dev.3")] });

        Assert.True((await _workshop.YankAsync("1.5.0-dev.3")).IsChanged);
    }

    [Fact]
    public async Task D1_Below_the_floor_nobody_goes_and_the_floor_stays()
    {
        await new ReleasePublisher(_workshop.Repository).PublishAsync(
            new PublishRequest([await _workshop.PackAsync("1.4.4")], Canary) { MinSecureVersion = Version("1.4.2") }, progress: null, CancellationToken.None);

        var refusal = await RefusedAsync(request => request with { To = Version("1.4.1") });
        var publication = await RollBackAsync(request => request with { To = Version("1.4.2") });

        Assert.Equal("SLP6012", refusal.Code);
        Assert.Equal("1.4.2", publication.Offers[0].MinSecureVersion?.ToString());
        Assert.Equal((DecisionKind.Update, "1.4.2"), await TargetAsync("1.4.4"));
    }

    [Fact]
    public async Task D1_A_yanked_release_is_nothing_to_go_back_to()
    {
        await _workshop.YankAsync("1.4.2");

        Assert.Equal("SLP6008", (await RefusedAsync()).Code);
    }

    [Fact]
    public async Task After_a_yank_the_channel_can_go_back_itself_and_still_tells_of_it()
    {
        await _workshop.YankAsync("1.4.3");

        var publication = await RollBackAsync();

        Assert.Equal(("1.4.2", RolloutState.Active), (publication.Version.ToString(), publication.Rollout.State));
        Assert.Equal("1.4.3", Assert.Single(publication.Rollout.Yanked).Version.ToString());
        Assert.Equal((DecisionKind.Update, "1.4.2"), await TargetAsync("1.4.3"));
    }

    [Fact]
    public async Task Without_a_release_before_there_is_nothing_to_go_back_to()
    {
        using var workshop = await CreateAsync();
        await workshop.PublishAsync("1.0.0");

        var refusal = await Assert.ThrowsAsync<PolicyException>(() => RollBackAsync(workshop, request => request));

        Assert.Equal(("SLP6011", "canary pins no release to go back to from 1.0.0 for linux-x64."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task All_runtimes_go_back_together_or_none()
    {
        using var workshop = await CreateAsync();
        await workshop.PublishAsync("1.0.0");
        await workshop.PublishBundlesAsync(await workshop.PackAsync("1.0.1"), await workshop.PackAsync("1.0.1", runtime: "linux-arm64"));
        var before = workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<PolicyException>(() => RollBackAsync(workshop, request => request with { To = Version("1.0.0") }));

        Assert.Equal(("SLP6011", "canary has not offered 1.0.0 to linux-arm64, as far as it remembers."), (refusal.Code, refusal.Message));
        Assert.Equal(before, workshop.StoreSnapshot());
    }

    [Fact]
    public async Task What_is_the_same_for_several_runtimes_is_told_once()
    {
        using var workshop = await CreateAsync();
        foreach (var version in (string[])["1.0.0", "1.0.1", "1.0.2"])
        {
            await workshop.PublishBundlesAsync(await workshop.PackAsync(version), await workshop.PackAsync(version, runtime: "linux-arm64"));
        }

        await workshop.Repository.CommitAsync(
            edit =>
            {
                edit.Remove("releases", file => file.Path.Contains("/1.0.0/", StringComparison.Ordinal));
                return Task.CompletedTask;
            },
            progress: null,
            CancellationToken.None);

        var unknown = await Assert.ThrowsAsync<PolicyException>(() => RollBackAsync(workshop, request => request with { To = Version("0.9.0") }));
        var gone = await Assert.ThrowsAsync<PolicyException>(() => RollBackAsync(workshop, request => request with { To = Version("1.0.0") }));

        Assert.Equal(("SLP6011", "canary has not offered 0.9.0 to linux-arm64, linux-x64, as far as it remembers."), (Assert.Single(unknown.Refusals).Code, unknown.Message));
        Assert.Equal(("SLP6011", "1.0.0 is not listed for linux-arm64, linux-x64 any more."), (Assert.Single(gone.Refusals).Code, gone.Message));
    }

    [Fact]
    public async Task What_the_release_pinned_when_it_was_offered_it_pins_again_unless_that_was_yanked()
    {
        await _workshop.YankAsync("1.4.0");

        var once = await RollBackAsync();
        var twice = await RollBackAsync(request => request with { To = Version("1.4.1") });

        Assert.Equal("1.4.1", once.Offers[0].Rollback?.Version.ToString());
        Assert.Null(twice.Offers[0].Rollback);
    }

    [Fact]
    public async Task P4_What_another_channel_alone_has_offered_does_not_enter_by_going_back()
    {
        await _workshop.PromoteAsync("1.4.3", Canary, Beta);

        var refusal = await RefusedAsync(request => request with { Channel = Beta, To = Version("1.4.1") });

        Assert.Equal(("SLP6011", "beta has not offered 1.4.1 to linux-x64, as far as it remembers."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task A15_P4_Other_bytes_than_the_builder_lists_are_not_gone_back_to()
    {
        using var workshop = await CreateAsync();
        await workshop.PublishAsync("1.0.0");
        await workshop.Repository.CommitAsync(
            async edit =>
            {
                var offer = (await edit.State.ReadOfferAsync(Canary, LinuxX64, CancellationToken.None))!;
                var forged = offer with { Release = offer.Release with { ManifestDigest = Sha256Digest.Of("other bytes"u8) } };
                edit.Put("canary", ReleasePaths.Offer(Canary, LinuxX64), StoreContent.Of(forged.ToBytes()));
            },
            progress: null,
            CancellationToken.None);
        await workshop.PublishAsync("1.0.1");
        var before = workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<TrustException>(() => RollBackAsync(workshop, request => request));

        Assert.Equal("SLP2005", refusal.Code);
        Assert.Equal(before, workshop.StoreSnapshot());
    }

    [Fact]
    public async Task The_next_promotion_goes_forward_again_also_to_what_was_rolled_back()
    {
        await RollBackAsync();

        var again = await _workshop.PublishAsync("1.4.4");

        Assert.Equal("1.4.2", again.Offers[0].Rollback?.Version.ToString());
        Assert.Empty(again.Offers[0].AllowDowngradeFrom);
    }

    [Theory]
    [InlineData("1.4.4", null, "1.4.4 is no step back for linux-x64: canary offers 1.4.3.")]
    [InlineData("1.4.1", "1.4.1", "--from 1.4.1 is not later than 1.4.1: devices need no leave to go on from it.")]
    public async Task What_goes_not_back_is_refused(string to, string? from, string message)
    {
        var refusal = await Assert.ThrowsAsync<InputException>(
            () => RollBackAsync(request => request with { To = Version(to), From = from is null ? [] : [Version(from)] }));

        Assert.Equal(("SLP1035", message), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task A_channel_that_offers_nothing_has_nothing_to_go_back_from() =>
        Assert.Equal("SLP3002", (await Assert.ThrowsAsync<StoreException>(() => RollBackAsync(request => request with { Channel = Beta }))).Code);

    [Fact]
    public async Task A13_The_rollout_key_is_not_enough()
    {
        _workshop.KeepKeys("rollout", "online");

        Assert.Equal("SLP1041", (await Assert.ThrowsAsync<InputException>(() => RollBackAsync())).Code);
    }

    [Fact]
    public async Task A11_A_channel_that_needs_two_signatures_stages_it_and_says_in_words_that_it_goes_back()
    {
        using var ceremony = await Ceremony.CreateAsync();
        var promotion = await ceremony.StageAsync();
        await ceremony.ApproveAsAsync(Ceremony.Second, promotion);
        await ceremony.CommitAsync(promotion);

        var staged = await Assert.ThrowsAsync<StoreException>(() => RollBackAsync(ceremony.Workshop, request => request with { Channel = Stable }));
        var id = Assert.Single(await ceremony.Desk.ListAsync(CancellationToken.None));
        var review = await ceremony.ApproveAsAsync(Ceremony.Second, id);
        await ceremony.CommitAsync(id);

        var words = string.Join('\n', review.Roles.SelectMany(role => role.Changes));
        Assert.Equal("SLP3020", staged.Code);
        Assert.Contains("1.4.2 -> 1.4.1   GOES BACK", words, StringComparison.Ordinal);
        Assert.Contains("allow_downgrade_from", words, StringComparison.Ordinal);
        Assert.Contains("slow", words, StringComparison.Ordinal);
        Assert.Equal("1.4.1", await ceremony.OfferedAsync());
        Assert.Equal("1.4.1", (await ceremony.RolloutAsync()).Version.ToString());
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<Publication> RollBackAsync(Func<RollbackRequest, RollbackRequest>? change = null) => RollBackAsync(_workshop, change ?? (request => request));

    private static Task<Publication> RollBackAsync(ReleaseWorkshop workshop, Func<RollbackRequest, RollbackRequest> change) =>
        new ChannelRollback(workshop.Repository).RollBackAsync(change(new RollbackRequest(Canary, "slow")), CancellationToken.None);

    private Task<PolicyException> RefusedAsync(Func<RollbackRequest, RollbackRequest>? change = null) => Assert.ThrowsAsync<PolicyException>(() => RollBackAsync(change));

    private async Task<(DecisionKind Kind, string? Target)> TargetAsync(string? running)
    {
        var decision = await _workshop.DecideAsync(Canary, running);
        return (decision.Kind, decision.Target?.Version.ToString());
    }
}
