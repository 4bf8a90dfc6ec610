using System.Globalization;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Tests.Ceremonies;

namespace Slipway.Publishing.Tests.Promotions;

public sealed class PromotionPlannerTests : IAsyncLifetime
{
    private PlanDesk _desk = null!;

    public async ValueTask InitializeAsync() => _desk = await PlanDesk.CreateAsync();

    [Fact]
    public async Task A_production_key_that_is_in_no_backup_stands_in_the_plan_as_it_would_in_the_way()
    {
        _desk.Workshop.EditPolicy("\"trust_anchor\"", "\"production\": true, \"trust_anchor\"");

        var plan = await _desk.PlanAsync();

        Assert.Equal(PlanVerdict.Refused, plan.Verdict);
        Assert.Equal("SLP1047", Assert.Single(plan.Refusals).Code);
    }

    [Fact]
    public async Task A_plan_changes_nothing_and_the_deed_is_what_was_planned()
    {
        var request = PlanDesk.Request() with { DisplayName = "Spring", NotBefore = _desk.Workshop.Clock.Now + TimeSpan.FromHours(2) };
        var before = _desk.Workshop.StoreSnapshot();

        var plan = await _desk.PlanAsync(request);

        Assert.Equal(before, _desk.Workshop.StoreSnapshot());
        Assert.Equal(PlanVerdict.Ready, plan.Verdict);
        var deed = await new ReleasePromoter(_desk.Workshop.Repository).PromoteAsync(request, CancellationToken.None);
        Assert.Equal(4, deed.Offers.Length);
        Assert.Equal(deed.Offers.Select(Bytes), plan.Runtimes.Select(runtime => Bytes(runtime.Then!)));
        Assert.Equal(deed.Rollout.ToBytes(), plan.RolloutThen!.ToBytes());
        Assert.Equal("verdict    nothing would change", PlanText.Lines(await _desk.PlanAsync(PlanDesk.Request())).First());
    }

    [Fact]
    public async Task What_is_offered_already_may_get_a_name_become_an_emergency_or_stand_still_and_the_plan_says_so()
    {
        await new ReleasePromoter(_desk.Workshop.Repository).PromoteAsync(PlanDesk.Request(), CancellationToken.None);

        var named = PlanText.Lines(await _desk.PlanAsync(PlanDesk.Request() with { DisplayName = "Spring" })).ToArray();
        var hastened = PlanText.Lines(await _desk.PlanAsync(PlanDesk.Request() with { EmergencyReason = "CVE-2026-1234" })).ToArray();
        await new RolloutEditor(_desk.Workshop.Repository).HaltAsync(ReleaseWorkshop.Stable, "smoke", CancellationToken.None);
        var halted = await _desk.PlanAsync();

        Assert.Equal("verdict    it would go ahead", named[0]);
        Assert.Contains(named, line => line.EndsWith("at 1%; then as \"Spring\"", StringComparison.Ordinal));
        Assert.Equal("verdict    it would go ahead", hastened[0]);
        Assert.Contains(hastened, line => line.EndsWith("at 1%; then as an emergency, at 100%", StringComparison.Ordinal));
        Assert.Equal("verdict    nothing would change", PlanText.Lines(halted).First());
        Assert.Empty(halted.Waves);
    }

    [Fact]
    public async Task Runtimes_that_the_release_is_not_for_are_told_to_stop()
    {
        await _desk.Workshop.PublishBundlesAsync(await _desk.Workshop.PackAsync("1.5.1", runtime: "linux-x64"));
        var request = new PromotionRequest(SemanticVersion.Parse("1.5.1"), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        var plan = await _desk.PlanAsync(request);

        Assert.Equal(["linux-arm", "linux-arm64", "linux-musl-x64"], plan.LeftOut!.Offers.Select(offer => offer.Runtime.ToString()).Order(StringComparer.Ordinal));
        Assert.Single(PlanText.Lines(plan), line => line.StartsWith("left out ", StringComparison.Ordinal) && line.EndsWith("1.5.1 is not theirs, and 1.5.0 stops at 10% there", StringComparison.Ordinal));
        Assert.Equal(3, PlanJson.Of(plan)["stopped"]!.AsArray().Count);
        var warnings = new List<string>();
        var deed = await new ReleasePromoter(new ReleaseRepository(_desk.Workshop.Policy, _desk.Workshop.Clock) { Warn = warnings.Add }).PromoteAsync(request, CancellationToken.None);
        Assert.Equal(plan.LeftOut.ToString(), deed.LeftOut!.ToString());
        Assert.Equal([$"left out in beta: {plan.LeftOut}"], warnings);
    }

    [Fact]
    public async Task Every_refusal_is_told_at_once_with_code_and_hint_and_the_plan_is_told_nevertheless()
    {
        await _desk.PublishAsync("2.0.0");

        var plan = await _desk.PlanAsync(PlanDesk.Request("2.0.0", "canary"));

        Assert.Equal(PlanVerdict.Refused, plan.Verdict);
        Assert.Equal(["SLP6001", "SLP6003", "SLP6002"], plan.Refusals.Select(refusal => refusal.Code));
        Assert.All(plan.Refusals, refusal => Assert.NotNull(refusal.Hint));
        Assert.Equal(["from", "bump", "bake"], plan.Rules.Where(rule => rule.Outcome == RuleOutcome.Failed).Select(rule => rule.Rule));
        Assert.Equal(4, plan.Runtimes.Count(runtime => runtime.Then?.Release.Version.ToString() == "2.0.0"));
        Assert.NotEmpty(plan.Waves);
    }

    [Fact]
    public async Task Where_only_time_stands_against_it_the_plan_says_until_when_and_counts_from_there()
    {
        _desk.Workshop.Clock.Now -= TimeSpan.FromDays(1) + TimeSpan.FromHours(1);

        var plan = await _desk.PlanAsync();

        var ready = _desk.Workshop.Clock.Now + TimeSpan.FromHours(1);
        Assert.Equal(PlanVerdict.NotYet, plan.Verdict);
        Assert.Equal(ready, plan.Earliest);
        Assert.Equal([ready, ready + TimeSpan.FromMinutes(30), ready + TimeSpan.FromMinutes(60), ready + TimeSpan.FromMinutes(90)], plan.Waves.Select(wave => wave.Begins));
    }

    [Fact]
    public async Task Waves_begin_at_the_time_that_is_asked_for_and_at_the_share_that_is_asked_for()
    {
        var start = _desk.Workshop.Clock.Now + TimeSpan.FromHours(12);

        var plan = await _desk.PlanAsync(PlanDesk.Request() with { Permyriad = 2_000, NotBefore = start });

        Assert.Equal([2_000, 5_000, 10_000], plan.Waves.Select(wave => wave.Permyriad));
        Assert.Equal(start, plan.Waves[0].Begins);
    }

    [Fact]
    public async Task The_waves_of_a_rollout_that_has_begun_count_from_what_is_signed()
    {
        await new ReleasePromoter(_desk.Workshop.Repository).PromoteAsync(PlanDesk.Request(), CancellationToken.None);
        var began = _desk.Workshop.Clock.Now;
        _desk.Workshop.Clock.Now += TimeSpan.FromMinutes(20);

        var soaking = await _desk.PlanAsync();
        _desk.Workshop.Clock.Now += TimeSpan.FromMinutes(20);
        var overdue = await _desk.PlanAsync();

        Assert.Equal([began, began + TimeSpan.FromMinutes(30), began + TimeSpan.FromMinutes(60), began + TimeSpan.FromMinutes(90)], soaking.Waves.Select(wave => wave.Begins));
        var now = _desk.Workshop.Clock.Now;
        Assert.Equal([began, now, now + TimeSpan.FromMinutes(30), now + TimeSpan.FromMinutes(60)], overdue.Waves.Select(wave => wave.Begins));
    }

    [Fact]
    public async Task Waves_that_end_before_everyone_has_the_release_are_told_to_end()
    {
        _desk.Workshop.EditPolicy("10, 50, 100", "10, 50");

        var ending = PlanText.Lines(await _desk.PlanAsync());

        Assert.Contains("it ends at 50%: 'slipway rollout set --channel stable --percent 100' goes on", string.Join(' ', ending.Select(line => line.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P4_other_bytes_than_the_builder_listed_are_told_and_refused()
    {
        await _desk.EditOffersAsync("beta", offer => offer with { Release = offer.Release with { ManifestDigest = Sha256Digest.Of("other bytes"u8) } });

        var plan = await _desk.PlanAsync();

        Assert.Equal("SLP2005", Assert.Single(plan.Refusals).Code);
        Assert.All(plan.Runtimes, runtime => Assert.False(runtime.HasSameBytes));
        Assert.Contains(PlanText.Lines(plan), line => line.Contains("OTHER BYTES", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_release_that_the_source_never_offered_is_told_and_a_channel_that_nobody_knows_is_refused()
    {
        var plan = await _desk.PlanAsync(PlanDesk.Request("9.9.9"));

        Assert.Equal("SLP3002", Assert.Single(plan.Refusals).Code);
        Assert.Equal("SLP1062", (await Assert.ThrowsAsync<InputException>(() => _desk.PlanAsync(PlanDesk.Request(to: "gamma")))).Code);
    }

    [Fact]
    public async Task Into_the_channel_that_it_comes_from_nothing_is_promoted()
    {
        var before = _desk.Workshop.StoreSnapshot();

        var plan = await _desk.PlanAsync(PlanDesk.Request("1.5.0", "canary", "canary"));
        var deed = await Assert.ThrowsAsync<InputException>(() => _desk.Workshop.PromoteAsync("1.5.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Canary));

        var refusal = Assert.Single(plan.Refusals);
        Assert.Equal(("SLP1035", "1.5.0 would be promoted from canary to canary: expected two channels."), (deed.Code, deed.Message));
        Assert.Equal((deed.Code, deed.Message, deed.Hint, PlanVerdict.Refused), (refusal.Code, refusal.Message, refusal.Hint, plan.Verdict));
        Assert.Contains("--to", deed.Hint, StringComparison.Ordinal);
        Assert.Equal(before, _desk.Workshop.StoreSnapshot());
    }

    [Fact]
    public async Task B21_an_emergency_says_what_it_skips_and_what_it_does_not()
    {
        await _desk.PublishAsync("1.5.1");
        await _desk.Workshop.PromoteAsync("1.5.1", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        var plan = await _desk.PlanAsync(PlanDesk.Request("1.5.1") with { EmergencyReason = "CVE-2026-1234" });
        var refused = await _desk.PlanAsync(PlanDesk.Request("1.5.1", "canary") with { EmergencyReason = "CVE-2026-1234" });

        Assert.Equal(PlanVerdict.Ready, plan.Verdict);
        Assert.Equal(["bake", "waves"], plan.Rules.Where(rule => rule.Outcome == RuleOutcome.Skipped).Select(rule => rule.Rule));
        Assert.Equal([("waves", "100% at once", "1, 10, 50, 100%"), ("approvals", "1 of 1 must sign", "at least 1")], plan.Rules[^2..].Select(rule => (rule.Rule, rule.Value, rule.Limit)));
        Assert.Equal(Rollout.Everyone, Assert.Single(plan.Waves).Permyriad);
        Assert.Contains(PlanText.Lines(plan), line => line.Contains("EMERGENCY, which skips bake, gates and waves: CVE-2026-1234", StringComparison.Ordinal));
        Assert.Equal("SLP6001", Assert.Single(refused.Refusals).Code);
    }

    [Fact]
    public async Task Signatures_that_are_elsewhere_are_told_before_anything_is_staged()
    {
        using var ceremony = await Ceremony.CreateAsync();
        var planner = new PromotionPlanner(ceremony.Workshop.Repository);

        var plan = await planner.PlanAsync(PlanDesk.Request("1.4.2"), Publishing.Fleets.FleetAnswer.None, CancellationToken.None);
        ceremony.TakeAway("stable");
        var without = await planner.PlanAsync(PlanDesk.Request("1.4.2"), Publishing.Fleets.FleetAnswer.None, CancellationToken.None);

        Assert.Equal(PlanVerdict.Ready, plan.Verdict);
        Assert.True(plan.IsStaged);
        Assert.Equal(("stable", 2, 3, 1), (plan.Signatures[0].Role, plan.Signatures[0].Threshold, plan.Signatures[0].Keys, plan.Signatures[0].AtHand));
        Assert.All(plan.Signatures.Skip(1), role => Assert.True(role.IsMet));
        Assert.Equal(0, without.Signatures[0].AtHand);
        Assert.False(Directory.Exists(ceremony.StagingFolder));
        Assert.Null(PlanJson.Of(plan)["waiting"]);
    }

    [Fact]
    public async Task A_staging_of_the_same_promotion_that_waits_already_is_named_with_who_has_signed()
    {
        using var ceremony = await Ceremony.CreateAsync();
        var id = await ceremony.StageAsync();
        ceremony.Workshop.Clock.Now += TimeSpan.FromHours(1);
        await File.WriteAllTextAsync(Path.Combine(ceremony.StagingFolder, "00000000.json"), "nonsense");

        var same = await new PromotionPlanner(ceremony.Workshop.Repository).PlanAsync(PlanDesk.Request("1.4.2"), Publishing.Fleets.FleetAnswer.None, CancellationToken.None);
        await ceremony.Workshop.PublishAsync("1.4.3");
        await ceremony.Workshop.PromoteAsync("1.4.3", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var other = await new PromotionPlanner(ceremony.Workshop.Repository).PlanAsync(PlanDesk.Request("1.4.3"), Publishing.Fleets.FleetAnswer.None, CancellationToken.None);

        var signed = (await ceremony.Desk.ReviewAsync(id, CancellationToken.None)).Roles.Single().Signatures.Single().SignedBy.Single();
        var waiting = PlanJson.Of(same)["waiting"]!;
        Assert.Equal((id, $"{signed}"), (waiting["staging"]!.GetValue<string>(), waiting["signed_by"]!.AsArray().Single()!.GetValue<string>()));
        Assert.Equal(2, waiting["not_signed_by"]!.AsArray().Count);
        Assert.Contains($"the staging {id} of it waits already, signed by {signed.ToString()[..12]}", string.Join(' ', PlanText.Lines(same).Select(line => line.Trim())), StringComparison.Ordinal);
        Assert.Null(PlanJson.Of(other)["waiting"]);
    }

    public ValueTask DisposeAsync()
    {
        _desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Bytes(Offer offer) => Convert.ToHexString(offer.ToBytes());
}
