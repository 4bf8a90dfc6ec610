using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Promotions;

public sealed class PromotionRulesTests : IAsyncLifetime
{
    private const string Reason = "CVE-2026-1234 is used in the field";

    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task Every_rule_that_is_not_met_is_told_at_once()
    {
        await RaiseAsync("1.4.2");
        _workshop.EditPolicy("\"from\": \"beta\"", "\"from\": \"canary\", \"approvals\": 2, \"gates\": [" + Gate("crash-rate") + "]");
        await _workshop.PublishAsync("2.0.0");
        await _workshop.PromoteAsync("2.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await ChangeRolloutAsync(ReleaseWorkshop.Beta, rollout => rollout with { State = RolloutState.Halted, Reason = "it is hot", Yanked = [Yanked("2.0.0")] });

        var refusal = await RefusedAsync(Request("2.0.0", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable), new Answers(RuleOutcome.Failed));

        Assert.Equal(["SLP6001", "SLP6008", "SLP6009", "SLP6005", "SLP6003", "SLP6002", "SLP6006"], refusal.Refusals.Select(rule => rule.Code));
        Assert.False(refusal.IsTemporary);
        Assert.Equal(
            [
                "Releases enter stable from canary, not from beta.",
                "2.0.0 was yanked at 2026-03-01 12:00:00Z: it overheats",
                "2.0.0 is halted in beta: it is hot",
                "stable is to have 2 approvals, but the repository takes what 1 of its keys has signed.",
                "2.0.0 is more than a minor step after 1.4.2, which is all that stable allows.",
                "2.0.0 is out since 2026-03-03 12:00:00Z, and stable takes only what has been out for 2d.",
                "gate/crash-rate does not hold: it is 0.7, and at most 0.5 is asked for.",
            ],
            refusal.Refusals.Select(rule => rule.Message));
    }

    [Fact]
    public async Task Where_time_alone_stands_against_it_that_is_said()
    {
        await _workshop.PublishAsync("1.4.2");
        await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        var refusal = await RefusedAsync(Request("1.4.2", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable));

        Assert.True(refusal.IsTemporary);
        Assert.Equal("It may enter at 2026-03-03 12:00:00Z.", refusal.Hint);
    }

    [Fact]
    public async Task A24_the_offer_says_on_which_rules_it_rests()
    {
        await RaiseAsync("1.4.1");
        _workshop.EditPolicy("\"from\": \"beta\"", "\"from\": \"beta\", \"gates\": [" + Gate("crash-rate") + "]");

        var answers = new Answers(RuleOutcome.Passed);
        var stable = await ToBetaAndStableAsync("1.5.0", answers);

        var offer = (await StableAsync())!;
        Assert.Equal(stable.Offers.Single().ToBytes(), offer.ToBytes());
        Assert.Equal(
            [
                "bump passed: 1.4.1 -> 1.5.0, asked for minor",
                "bake passed: 2 d, since 2026-03-03T12:00Z, asked for 2d",
                "gate/crash-rate passed: 0.7, asked for at most 0.5",
            ],
            offer.Evidence.Select(EvidenceText.Of));
        Assert.All(offer.Evidence, rule => Assert.Equal(_workshop.Clock.Now, rule.At));
        var beta = await (await _workshop.Repository.ReadAsync(CancellationToken.None)).ReadOfferAsync(ReleaseWorkshop.Beta, ReleaseWorkshop.LinuxX64, CancellationToken.None);
        Assert.DoesNotContain(beta!.Evidence, rule => rule.Rule == "bump");
        var subject = Assert.Single(answers.Asked);
        Assert.Equal(("1.5.0", "stable", "beta", "1.4.1"), (subject.Version.ToString(), subject.Channel.ToString(), subject.From.ToString(), subject.Previous?.ToString()));
        Assert.Equal(_workshop.Clock.Now - TimeSpan.FromHours(48), subject.Since);
    }

    [Fact]
    public async Task D15_a_gate_without_an_answer_is_not_met()
    {
        await PublishToBetaAsync("1.4.2");
        _workshop.EditPolicy("\"from\": \"beta\"", "\"from\": \"beta\", \"gates\": [" + Gate("crash-rate") + "]");

        Assert.Equal("SLP6007", Assert.Single((await RefusedAsync(Stable("1.4.2"), new Answers(RuleOutcome.Missing))).Refusals).Code);
        Assert.Equal("SLP6007", Assert.Single((await RefusedAsync(Stable("1.4.2"), new Nobody())).Refusals).Code);
        Assert.Equal("SLP6007", Assert.Single((await RefusedAsync(Stable("1.4.2"))).Refusals).Code);
    }

    [Fact]
    public async Task B18_each_gate_is_judged_by_its_own_answer()
    {
        _workshop.EditPolicy("\"from\": \"canary\"", "\"from\": \"canary\", \"gates\": [" + Gate("first") + ", " + Gate("second") + "]");
        await _workshop.PublishAsync("1.4.1");

        var refusal = await RefusedAsync(Request("1.4.1", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), new Rollouts.AnsweringKeeper { Outcomes = { ["second"] = RuleOutcome.Failed } });

        Assert.StartsWith("gate/second does not hold", Assert.Single(refusal.Refusals).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B16_a_rollout_that_has_begun_goes_to_another_share_by_rollout_set_alone()
    {
        await _workshop.PublishAsync("1.4.1");
        await _workshop.PromoteAsync("1.4.1", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<InputException>(() => _workshop.PromoteAsync(Request("1.4.1", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta) with { Permyriad = Rollout.Everyone }));

        Assert.Equal("SLP1035", refusal.Code);
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task A_gate_that_is_asked_only_when_a_rollout_goes_on_does_not_stand_in_the_way()
    {
        await PublishToBetaAsync("1.4.2");
        _workshop.EditPolicy("\"from\": \"beta\"", "\"from\": \"beta\", \"gates\": [" + Gate("crash-rate", "\"when\": \"advance\"") + "]");

        var answers = new Answers(RuleOutcome.Failed);
        await PromoteAsync(Stable("1.4.2"), answers);

        Assert.Empty(answers.Asked);
    }

    [Fact]
    public async Task What_a_channel_offers_already_is_not_judged_again()
    {
        await PublishToBetaAsync("1.4.2");
        _workshop.EditPolicy("\"from\": \"beta\"", "\"from\": \"beta\", \"gates\": [" + Gate("crash-rate") + "]");
        var first = await PromoteAsync(Stable("1.4.2"), new Answers(RuleOutcome.Passed));

        var second = await PromoteAsync(Stable("1.4.2"), new Answers(RuleOutcome.Failed));

        Assert.Equal(first.Offers.Single().ToBytes(), second.Offers.Single().ToBytes());
    }

    [Fact]
    public async Task A24_of_several_runtimes_the_largest_step_counts_and_of_a_step_back_nothing_else_is_said()
    {
        _workshop.EditPolicy("\"bake\": \"48h\", \"bump\": \"minor\"", "\"bake\": \"0\", \"bump\": \"major\"");
        await RaiseAllAsync("1.4.0", "linux-x64");
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("2.0.0"), await _workshop.PackAsync("2.0.0", runtime: "linux-arm64"));
        await _workshop.PromoteAsync("2.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await RaiseAllAsync("2.1.0", "linux-arm64");
        _workshop.EditPolicy("\"bump\": \"major\"", "\"bump\": \"minor\"");

        var refusal = await RefusedAsync(Request("2.0.0", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable));

        Assert.Equal("SLP6004", Assert.Single(refusal.Refusals).Code);
    }

    [Fact]
    public async Task B21_an_emergency_skips_bake_gates_and_waves_and_the_offer_says_so()
    {
        await RaiseAsync("1.4.1");
        _workshop.EditPolicy("\"from\": \"beta\"", "\"from\": \"beta\", \"gates\": [" + Gate("crash-rate") + "]");
        await _workshop.PublishAsync("1.4.2");
        await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var answers = new Answers(RuleOutcome.Failed);

        var stable = await PromoteAsync(Stable("1.4.2") with { EmergencyReason = Reason }, answers);

        var offer = (await StableAsync())!;
        Assert.Equal((true, Reason, Rollout.Everyone), (offer.IsEmergency, offer.Reason, stable.Rollout.Permyriad));
        Assert.Equal(["bump Passed", "bake Skipped", "gate/crash-rate Skipped", "waves Skipped"], offer.Evidence.Select(rule => $"{rule.Rule} {rule.Outcome}"));
        Assert.Equal(("100% at once", "1, 10, 50, 100%"), (offer.Evidence[^1].Value, offer.Evidence[^1].Limit));
        Assert.Empty(answers.Asked);
    }

    [Theory]
    [InlineData("[1, 10, 50, 100]", 2_000, false)]
    [InlineData("[100]", null, false)]
    [InlineData("[10]", null, true)]
    public async Task B21_waves_are_skipped_where_there_are_any_and_nobody_asks_for_a_share(string waves, int? permyriad, bool areSkipped)
    {
        _workshop.EditPolicy("[1, 10, 50, 100]", waves);
        await _workshop.PublishAsync("1.4.2");
        await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        await _workshop.PromoteAsync(Stable("1.4.2") with { EmergencyReason = Reason, Permyriad = permyriad });

        Assert.Equal(areSkipped, (await StableAsync())!.Evidence.Any(rule => rule.Rule == "waves"));
    }

    [Fact]
    public async Task B21_what_becomes_an_emergency_later_says_that_it_skips_the_waves_that_were_left()
    {
        await _workshop.PublishAsync("1.4.2");
        await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        _workshop.Clock.Now += TimeSpan.FromHours(48);
        await _workshop.PromoteAsync(Stable("1.4.2"));

        await _workshop.PromoteAsync(Stable("1.4.2") with { EmergencyReason = Reason });
        await _workshop.PromoteAsync(Stable("1.4.2") with { EmergencyReason = Reason });

        Assert.Equal(["bake Passed", "waves Skipped"], (await StableAsync())!.Evidence.Select(rule => $"{rule.Rule} {rule.Outcome}"));
    }

    [Fact]
    public async Task A24_a_channel_that_invents_an_early_time_lends_no_bake()
    {
        await _workshop.PublishAsync("1.4.3");
        await _workshop.Repository.CommitAsync(
            async edit =>
            {
                var offer = (await edit.State.ReadOfferAsync(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
                edit.Put("canary", ReleasePaths.Offer(offer.Channel, offer.Runtime), StoreContent.Of((offer with { ReleasedAt = offer.ReleasedAt - TimeSpan.FromDays(9) }).ToBytes()));
            },
            progress: null,
            CancellationToken.None);
        await _workshop.PromoteAsync("1.4.3", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var now = _workshop.Clock.Now;

        var refusal = Assert.Single((await RefusedAsync(Stable("1.4.3"))).Refusals);

        Assert.Equal(("SLP6002", now + TimeSpan.FromHours(48)), (refusal.Code, refusal.Until));
    }

    [Fact]
    public async Task B21_what_has_begun_goes_to_everyone_when_it_becomes_an_emergency_and_the_offer_says_so()
    {
        await RaiseAsync("1.4.1");
        await _workshop.PublishAsync("1.4.2");
        await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        _workshop.Clock.Now += TimeSpan.FromDays(3);
        var begun = await _workshop.PromoteAsync(Stable("1.4.2") with { NotBefore = _workshop.Clock.Now + TimeSpan.FromDays(1) });
        _workshop.Clock.Now += TimeSpan.FromHours(1);

        var hastened = await _workshop.PromoteAsync(Stable("1.4.2") with { EmergencyReason = Reason });
        var before = _workshop.StoreSnapshot();
        await _workshop.PromoteAsync(Stable("1.4.2"));
        var narrower = await Assert.ThrowsAsync<InputException>(() => _workshop.PromoteAsync(Stable("1.4.2") with { EmergencyReason = Reason, Permyriad = 100 }));

        var offer = (await StableAsync())!;
        Assert.Equal((true, Reason, begun.Offers.Single().ReleasedAt), (offer.IsEmergency, offer.Reason, offer.ReleasedAt));
        Assert.Equal((Rollout.Everyone, begun.Rollout.Salt, null), (hastened.Rollout.Permyriad, hastened.Rollout.Salt, hastened.Rollout.NotBefore));
        Assert.Equal(before, _workshop.StoreSnapshot());
        Assert.Equal("SLP1035", narrower.Code);
    }

    [Theory]
    [InlineData(RolloutState.Halted, "1.4.2 is halted in stable: smoke. An emergency releases no brake.")]
    [InlineData(RolloutState.Rollback, "1.4.2 goes back in stable: smoke. An emergency releases no brake.")]
    public async Task B21_an_emergency_releases_no_brake(RolloutState state, string message)
    {
        await RaiseAsync("1.4.2");
        await ChangeRolloutAsync(ReleaseWorkshop.Stable, rollout => rollout with { State = state, Reason = "smoke" });

        var refusal = await RefusedAsync(Stable("1.4.2") with { EmergencyReason = Reason });

        Assert.Equal(("SLP6014", message), (Assert.Single(refusal.Refusals).Code, refusal.Message));
        Assert.Equal(state, (await _workshop.PromoteAsync(Stable("1.4.2"))).Rollout.State);
    }

    [Fact]
    public async Task B21_an_emergency_skips_no_other_rule()
    {
        await RaiseAsync("1.4.2");
        _workshop.EditPolicy("\"from\": \"beta\"", "\"from\": \"canary\", \"approvals\": 2");
        await _workshop.PublishAsync("2.0.0");
        await _workshop.PromoteAsync("2.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await ChangeRolloutAsync(ReleaseWorkshop.Beta, rollout => rollout with { State = RolloutState.Rollback, Yanked = [Yanked("2.0.0")] });

        var refusal = await RefusedAsync(Request("2.0.0", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable) with { EmergencyReason = Reason });

        Assert.Equal(["SLP6001", "SLP6008", "SLP6009", "SLP6005", "SLP6003"], refusal.Refusals.Select(rule => rule.Code));
    }

    [Fact]
    public async Task B21_an_emergency_does_not_go_back()
    {
        await PublishToBetaAsync("1.4.1");
        await PublishToBetaAsync("1.4.2");

        var refusal = await RefusedAsync(Request("1.4.1", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta) with { EmergencyReason = Reason });

        Assert.Equal("SLP6004", Assert.Single(refusal.Refusals).Code);
    }

    [Fact]
    public async Task Nothing_of_an_emergency_goes_on_to_the_next_channel()
    {
        await _workshop.PublishAsync("1.4.2");
        await _workshop.PromoteAsync(Request("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta) with { EmergencyReason = Reason, NotBefore = _workshop.Clock.Now + TimeSpan.FromDays(7) });
        await ChangeOfferAsync(ReleaseWorkshop.Beta, offer => offer with { AllowDowngradeFrom = [SemanticVersion.Parse("1.4.3")] });
        _workshop.Clock.Now += TimeSpan.FromHours(48);

        var stable = await _workshop.PromoteAsync(Stable("1.4.2"));

        var offer = stable.Offers.Single();
        Assert.Equal((false, null, 0), (offer.IsEmergency, offer.Reason, offer.AllowDowngradeFrom.Length));
        Assert.Equal(["bake Passed"], offer.Evidence.Select(rule => $"{rule.Rule} {rule.Outcome}"));
        Assert.Equal((100, null), (stable.Rollout.Permyriad, stable.Rollout.NotBefore));
    }

    [Fact]
    public async Task C12_a_promotion_tells_when_devices_may_take_it_and_since_when_its_first_wave_counts()
    {
        await _workshop.PublishAsync("1.4.2");
        var monday = new DateTimeOffset(2026, 3, 9, 6, 0, 0, 250, TimeSpan.Zero);

        var request = Request("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta) with { NotBefore = monday };
        var first = await _workshop.PromoteAsync(request);
        var second = await _workshop.PromoteAsync(request);

        Assert.Equal((monday.AddMilliseconds(-250), _workshop.Clock.Now), (first.Rollout.NotBefore!.Value, first.Rollout.WaveSince!.Value));
        Assert.Equal(first.Rollout.ToBytes(), second.Rollout.ToBytes());
        Assert.Equal("SLP1035", (await Assert.ThrowsAsync<InputException>(() => _workshop.PromoteAsync(request with { NotBefore = monday.AddDays(1) }))).Code);
    }

    [Fact]
    public async Task D10_a_display_name_goes_with_the_release_until_another_is_given()
    {
        await _workshop.PublishAsync("1.4.2");
        var beta = Request("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await _workshop.PromoteAsync(beta with { DisplayName = " Spring 2026 (beta) " });
        await _workshop.PromoteAsync(beta);
        _workshop.Clock.Now += TimeSpan.FromHours(48);

        var carried = await _workshop.PromoteAsync(Stable("1.4.2"));
        var renamed = await _workshop.PromoteAsync(Stable("1.4.2") with { DisplayName = "Spring 2026" });
        var kept = await _workshop.PromoteAsync(Stable("1.4.2"));

        Assert.Equal(["Spring 2026 (beta)", "Spring 2026", "Spring 2026"], new[] { carried, renamed, kept }.Select(publication => publication.Offers.Single().DisplayName));
        Assert.Equal(carried.Offers.Single().Release, kept.Offers.Single().Release);
    }

    [Theory]
    [InlineData("", "The display name is empty.")]
    [InlineData("   ", "The display name is empty.")]
    [InlineData("two\nlines", "expected one line")]
    [InlineData("\u202efdp.exe", "expected one line")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "The display name has 65 characters: expected at most 64.")]
    public async Task D10_a_display_name_is_one_line(string name, string because)
    {
        await _workshop.PublishAsync("1.4.2");

        var refusal = await Assert.ThrowsAsync<InputException>(() => _workshop.PromoteAsync(Request("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta) with { DisplayName = name }));

        Assert.Equal("SLP1035", refusal.Code);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    public async Task B21_an_emergency_has_a_reason_in_one_line(string reason)
    {
        await _workshop.PublishAsync("1.4.2");

        await Assert.ThrowsAsync<InputException>(() => _workshop.PromoteAsync(Request("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta) with { EmergencyReason = reason }));
    }

    [Fact]
    public async Task Approvals_are_the_threshold_of_the_signed_metadata()
    {
        await PublishToBetaAsync("1.4.2");
        _workshop.EditPolicy("\"from\": \"beta\"", "\"from\": \"beta\", \"approvals\": 2");
        _workshop.EditPolicy("\"stable\": { \"keys\": [\"file:keys/stable.pem\"], \"threshold\": 1", "\"stable\": { \"keys\": [\"file:keys/stable.pem\", \"file:keys/beta.pem\"], \"threshold\": 2");

        var refusal = await RefusedAsync(Stable("1.4.2"));

        Assert.Equal("SLP6005", Assert.Single(refusal.Refusals).Code);
    }

    [Fact]
    public async Task What_was_yanked_in_any_channel_enters_no_other_and_is_not_published_again()
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        await _workshop.PublishBundlesAsync(bundle);
        await _workshop.PublishAsync("1.4.3");
        await _workshop.PromoteAsync("1.4.3", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await ChangeRolloutAsync(ReleaseWorkshop.Canary, rollout => rollout with { Yanked = [Yanked("1.4.2"), Yanked("1.4.3"), Yanked("1.4.4")] });

        Assert.Equal("SLP6008", (await RefusedAsync(Request("1.4.3", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta))).Code);
        Assert.Equal("SLP6008", (await Assert.ThrowsAsync<PolicyException>(() => _workshop.PublishAsync("1.4.4"))).Code);
    }

    [Fact]
    public async Task A_channel_s_first_rollout_tells_of_what_was_yanked_elsewhere()
    {
        await _workshop.PublishAsync("1.4.2");
        await ChangeRolloutAsync(ReleaseWorkshop.Canary, rollout => rollout with { Yanked = [Yanked("1.3.0"), Yanked("1.2.0")] });

        var beta = await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var canary = await _workshop.PublishAsync("1.4.3");

        Assert.Equal(["1.2.0", "1.3.0"], beta.Rollout.Yanked.Select(release => release.Version.ToString()));
        Assert.Equal(beta.Rollout.Yanked, canary.Rollout.Yanked);
    }

    [Fact]
    public async Task Nobody_is_sent_back_to_a_release_that_was_yanked()
    {
        await PublishToBetaAsync("1.4.0");
        await PublishToBetaAsync("1.4.1");
        await ChangeRolloutAsync(ReleaseWorkshop.Beta, rollout => rollout with { Yanked = [Yanked("1.4.1")] });

        await PublishToBetaAsync("1.4.2");

        var beta = await (await _workshop.Repository.ReadAsync(CancellationToken.None)).ReadOfferAsync(ReleaseWorkshop.Beta, ReleaseWorkshop.LinuxX64, CancellationToken.None);
        Assert.Equal("1.4.0", beta!.Rollback!.Version.ToString());
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private static PromotionRequest Request(string version, ChannelName from, ChannelName to) => new(SemanticVersion.Parse(version), from, to);

    private static PromotionRequest Stable(string version) => Request(version, ReleaseWorkshop.Beta, ReleaseWorkshop.Stable);

    private static string Gate(string name, string? more = null) => $$"""{ "name": "{{name}}", "prometheus": "http://127.0.0.1:9", "query": "up", "at_most": "0.5"{{(more is null ? "" : $", {more}")}} }""";

    private static YankedRelease Yanked(string version) => new(SemanticVersion.Parse(version), "it overheats", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private async Task PublishToBetaAsync(string version)
    {
        await _workshop.PublishAsync(version);
        await _workshop.PromoteAsync(version, ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        _workshop.Clock.Now += TimeSpan.FromHours(48);
    }

    /// <summary>Brings a release all the way.</summary>
    private async Task RaiseAllAsync(string version, string runtime)
    {
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync(version, runtime: runtime));
        await _workshop.PromoteAsync(version, ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await _workshop.PromoteAsync(version, ReleaseWorkshop.Beta, ReleaseWorkshop.Stable);
    }

    private Task RaiseAsync(string version) => ToBetaAndStableAsync(version, new Answers(RuleOutcome.Passed));

    private async Task<Publication> ToBetaAndStableAsync(string version, IGateKeeper gates)
    {
        await PublishToBetaAsync(version);
        return await PromoteAsync(Stable(version), gates);
    }

    private Task<Publication> PromoteAsync(PromotionRequest request, IGateKeeper gates) =>
        new ReleasePromoter(_workshop.Repository, gates).PromoteAsync(request, CancellationToken.None);

    private async Task<Offer?> StableAsync() =>
        await (await _workshop.Repository.ReadAsync(CancellationToken.None)).ReadOfferAsync(ReleaseWorkshop.Stable, ReleaseWorkshop.LinuxX64, CancellationToken.None);

    private Task ChangeRolloutAsync(ChannelName channel, Func<Rollout, Rollout> change) => CommitAsync(async edit =>
    {
        var rollout = (await edit.State.ReadRolloutAsync(channel, CancellationToken.None))!;
        edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(channel), StoreContent.Of(change(rollout).ToBytes()));
    });

    private Task ChangeOfferAsync(ChannelName channel, Func<Offer, Offer> change) => CommitAsync(async edit =>
    {
        var offer = (await edit.State.ReadOfferAsync(channel, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
        edit.Put(channel.ToString(), ReleasePaths.Offer(channel, ReleaseWorkshop.LinuxX64), StoreContent.Of(change(offer).ToBytes()));
    });

    private Task CommitAsync(Func<RepositoryEdit, Task> change) => _workshop.Repository.CommitAsync(change, progress: null, CancellationToken.None);

    private async Task<PolicyException> RefusedAsync(PromotionRequest request, IGateKeeper? gates = null)
    {
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<PolicyException>(() => new ReleasePromoter(_workshop.Repository, gates).PromoteAsync(request, CancellationToken.None));

        Assert.Equal(before, _workshop.StoreSnapshot());
        return refusal;
    }

    /// <summary>A keeper who forgets to answer.</summary>
    private sealed class Nobody : IGateKeeper
    {
        public Task<ImmutableArray<RuleEvidence>> AskAsync(ImmutableArray<Gate> gates, GateSubject subject, CancellationToken cancellation) =>
            Task.FromResult(ImmutableArray<RuleEvidence>.Empty);
    }
}
