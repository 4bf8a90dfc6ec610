using System.Runtime.Versioning;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Rollouts;
using Slipway.Reports;

namespace Slipway.Publishing.Tests.Scenarios;

/// <summary>Two releases on their way through a week: rules, refusals, an emergency, a yank and a rollback.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SimulatedWeekTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private SimulatedWeek _week = null!;
    private Uri? _frozen;

    private static ChannelName Canary => ReleaseWorkshop.Canary;

    private static ChannelName Beta => ReleaseWorkshop.Beta;

    private SimulatedDevice Away => _week.In(Stable).ElementAt(1);

    private static ChannelName Stable => ReleaseWorkshop.Stable;

    public async ValueTask InitializeAsync() => _week = await SimulatedWeek.CreateAsync();

    [Fact]
    public async Task A24_A25_A26_B16_B19_B21_D1_D2_D4_A_week_of_two_releases()
    {
        await StartAsync();
        await FirstReleaseEntersAsync();
        await FirstReleaseBakesWhileCanaryMovesOnAsync();
        await FirstReleaseGoesOutInWavesAsync();
        await SecondReleaseIsAnEmergencyAsync();
        await SecondReleaseIsYankedAsync();
        await StableGoesBackOnPurposeAsync();
        await WhatWasMendedGoesOutAsync();
        await TheRepositoryWasFreshAllTheWhileAsync();
        output.WriteLine($"{_week.Comparisons} decisions compared");
        Assert.True(_week.Comparisons > 250);
    }

    public ValueTask DisposeAsync()
    {
        _week.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Every device runs 1.4.0; stable's first release has baked for 48 hours.</summary>
    private async Task StartAsync()
    {
        await _week.PublishAsync("1.4.0");
        await _week.PromoteAsync("1.4.0", Canary, Beta);
        await _week.PassAsync(TimeSpan.FromHours(48));
        await _week.PromoteAsync("1.4.0", Beta, Stable);
        await new RolloutEditor(_week.Workshop.Repository).SetAsync(Beta, Rollout.Everyone, CancellationToken.None);
        await new RolloutEditor(_week.Workshop.Repository).SetAsync(Stable, Rollout.Everyone, CancellationToken.None);

        await _week.AllDevicesCheckAsync();

        Assert.All(_week.Devices, device => Assert.Equal("1.4.0", device.Running?.ToString()));
        _frozen = _week.Workshop.CopyStore().Address;
    }

    private async Task FirstReleaseEntersAsync()
    {
        await _week.PublishAsync("1.5.0");
        await _week.PromoteAsync("1.5.0", Canary, Stable, refusals: ["SLP6001", "SLP6002"]);
        await _week.PromoteAsync("1.5.0", Canary, Beta);
        await _week.AllDevicesCheckAsync();
        Assert.Equal("1.5.0", _week.RunningIn(Canary));
        Assert.Equal("1.4.0", _week.RunningIn(Stable));

        await _week.PassAsync(TimeSpan.FromMinutes(29));
        Assert.Equal("SLP6013", Assert.Single((await _week.AdvanceAsync(Beta)).Refusals).Code);
        foreach (var share in new[] { 5_000, Rollout.Everyone })
        {
            await _week.PassAsync(TimeSpan.FromMinutes(30));
            Assert.Equal((AdvanceOutcome.Advanced, share), await StepAsync(Beta));
            await _week.AllDevicesCheckAsync();
        }

        Assert.Equal("1.5.0", _week.RunningIn(Beta));
    }

    private async Task FirstReleaseBakesWhileCanaryMovesOnAsync()
    {
        for (var build = 1; build <= 5; build++)
        {
            await _week.PassAsync(8 * Hour);
            await _week.PublishAsync($"1.6.0-dev.{build}");
            await _week.CheckAsync(_week.In(Canary));
            Assert.Equal($"1.6.0-dev.{build}", _week.RunningIn(Canary));
        }

        // 89 minutes of waves and 40 hours so far: 47 hours, then 48.
        await _week.PassAsync((7 * Hour) - TimeSpan.FromMinutes(89));
        await _week.PromoteAsync("1.5.0", Beta, Stable, refusals: ["SLP6002"]);
        await _week.PassAsync(Hour);
        _week.Gates.Outcome = RuleOutcome.Failed;
        await _week.PromoteAsync("1.5.0", Beta, Stable, refusals: ["SLP6006"]);
        _week.Gates.Outcome = RuleOutcome.Missing;
        await _week.PromoteAsync("1.5.0", Beta, Stable, refusals: ["SLP6007"]);
        _week.Gates.Outcome = RuleOutcome.Passed;
        await _week.PromoteAsync("1.5.0", Beta, Stable);
        await _week.AllDevicesCheckAsync();
        Assert.Equal("1.4.0 1.5.0", _week.RunningIn(Stable));
    }

    private async Task FirstReleaseGoesOutInWavesAsync()
    {
        var first = Count("1.5.0");
        Assert.Equal("SLP6013", Assert.Single((await _week.AdvanceAsync(Stable)).Refusals).Code);
        await _week.PassAsync(Hour);
        _week.Gates.Outcome = RuleOutcome.Missing;
        Assert.Equal("SLP6007", Assert.Single((await _week.AdvanceAsync(Stable)).Refusals).Code);
        _week.Gates.Outcome = RuleOutcome.Passed;
        Assert.Equal((AdvanceOutcome.Advanced, 5_000), await StepAsync(Stable));
        await _week.AllDevicesCheckAsync();
        Assert.InRange(Count("1.5.0"), first + 1, _week.In(Stable).Count() - 1);

        _week.Gates.Outcome = RuleOutcome.Failed;
        await _week.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal((AdvanceOutcome.Halted, 5_000), await StepAsync(Stable));
        await _week.AllDevicesCheckAsync();
        Assert.Equal("SLP6014", Assert.Single((await _week.AdvanceAsync(Stable)).Refusals).Code);

        _week.Gates.Outcome = RuleOutcome.Passed;
        await new RolloutEditor(_week.Workshop.Repository).ResumeAsync(Stable, "it was the sensor", CancellationToken.None);
        Assert.Equal(AdvanceOutcome.Waiting, (await _week.AdvanceAsync(Stable)).Outcome);
        await _week.PassAsync(Hour);
        Assert.Equal((AdvanceOutcome.Advanced, Rollout.Everyone), await StepAsync(Stable));
        await _week.AllDevicesCheckAsync();
        Assert.Equal("1.5.0", _week.RunningIn(Stable));
    }

    /// <summary>It fails its health check on one device, which then refuses it; another has seen, elsewhere, that nothing older is safe.</summary>
    private async Task SecondReleaseIsAnEmergencyAsync()
    {
        await _week.PassAsync(20 * Hour);
        _week.In(Stable).First().Unhealthy.Add("1.6.0");
        await _week.In(Stable).Last().LiftFloorAsync("1.6.0");
        _week.Gates.Outcome = RuleOutcome.Failed;
        await _week.PublishAsync("1.6.0", minSecure: "1.5.0");
        await _week.PromoteAsync("1.6.0", Canary, Beta);
        await _week.PromoteAsync("1.6.0", Beta, Stable, refusals: ["SLP6002", "SLP6006"]);
        await _week.PromoteAsync("1.6.0", Canary, Stable, "the lock opens to anybody", "SLP6001");
        await _week.PromoteAsync("1.6.0", Beta, Stable, "the lock opens to anybody");
        _week.Gates.Outcome = RuleOutcome.Passed;

        await _week.AllDevicesCheckAsync();

        var offer = (await _week.Workshop.Repository.ReadAsync(CancellationToken.None)).ReadOfferAsync(Stable, ReleaseWorkshop.LinuxX64, CancellationToken.None).Result!;
        Assert.Equal((true, "the lock opens to anybody"), (offer.IsEmergency, offer.Reason));
        Assert.Equal(["bake", "gate/crash-rate", "waves"], offer.Evidence.Where(rule => rule.Outcome == RuleOutcome.Skipped).Select(rule => rule.Rule));
        Assert.Equal("1.5.0 1.6.0", _week.RunningIn(Stable));
        Assert.Equal(1, Count("1.5.0"));
        Assert.Equal(ReasonCode.Quarantined, (await _week.In(Stable).First().CheckAsync()).Reason);
    }

    /// <summary>Who can go back goes back. Whose floor forbids it is at a dead end, and told why.</summary>
    private async Task SecondReleaseIsYankedAsync()
    {
        await _week.PassAsync(12 * Hour);
        await _week.YankAsync("1.6.0", "drains the battery");
        Away.IsAway = true;

        await _week.AllDevicesCheckAsync();

        Assert.Equal("1.6.0-dev.5", _week.RunningIn(Canary));
        Assert.Equal("1.6.0", _week.In(Stable).Last().Running?.ToString());
        Assert.Equal(2, Count("1.6.0"));
        var deadEnd = await _week.In(Stable).Last().CheckAsync();
        Assert.Equal((DecisionKind.Refuse, ReasonCode.Yanked), (deadEnd.Kind, deadEnd.Reason));
        Assert.Contains("drains the battery", deadEnd.Explanation, StringComparison.Ordinal);
        await _week.PromoteAsync("1.6.0", Beta, Stable, refusals: ["SLP6008", "SLP6009"]);
        Assert.Equal("SLP6008", (await Assert.ThrowsAsync<PolicyException>(() => new RolloutEditor(_week.Workshop.Repository).ResumeAsync(Stable, CancellationToken.None))).Code);
    }

    /// <summary>Who was away comes down from the yanked release by the new offer, and keeps its floor.</summary>
    private async Task StableGoesBackOnPurposeAsync()
    {
        var rollback = new ChannelRollback(_week.Workshop.Repository);
        var belowFloor = new RollbackRequest(Stable, "back to what we know") { To = Bundles.SemanticVersion.Parse("1.4.0") };
        Assert.Equal("SLP6012", (await Assert.ThrowsAsync<PolicyException>(() => rollback.RollBackAsync(belowFloor, CancellationToken.None))).Code);

        var offers = (await rollback.RollBackAsync(new RollbackRequest(Stable, "back to what we know"), CancellationToken.None)).Offers;
        Away.IsAway = false;
        await _week.AllDevicesCheckAsync();

        Assert.Equal(("1.5.0", "1.5.0"), (Away.Running?.ToString(), Away.Known.Floor?.ToString()));
        Assert.All(offers, offer => Assert.Equal("1.5.0", offer.Release.Version.ToString()));
        Assert.Equal(1, Count("1.6.0"));
        Assert.Equal("1.5.0 1.6.0", _week.RunningIn(Stable));
    }

    private async Task WhatWasMendedGoesOutAsync()
    {
        await _week.PublishAsync("1.7.0");
        await _week.PromoteAsync("1.7.0", Canary, Beta);
        await _week.AllDevicesCheckAsync();
        await _week.PassAsync(48 * Hour);
        await _week.PublishAsync("2.0.0");
        await _week.PromoteAsync("2.0.0", Canary, Stable, refusals: ["SLP6001", "SLP6003", "SLP6002"]);
        await _week.PromoteAsync("1.7.0", Beta, Stable);
        while (await StepAsync(Stable) is not (AdvanceOutcome.Complete, _))
        {
            await _week.AllDevicesCheckAsync();
            await _week.PassAsync(Hour);
        }

        await _week.AllDevicesCheckAsync();
        Assert.Equal("1.7.0", _week.RunningIn(Stable));
        Assert.Equal("1.7.0", _week.RunningIn(Canary));
        await _week.PromoteAsync("1.5.0", Beta, Stable, refusals: ["SLP6004"]);
    }

    /// <summary>A mirror that stood still since the first day is refused, and the store is not.</summary>
    private async Task TheRepositoryWasFreshAllTheWhileAsync()
    {
        Assert.True(_week.Workshop.Clock.Now - new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) >= TimeSpan.FromDays(7));
        using var frozen = new SimulatedDevice(_week.Workshop, "frozen", Stable, ReleaseWorkshop.LinuxX64, _frozen!.LocalPath);

        var refusal = await Assert.ThrowsAsync<TrustException>(frozen.CheckAsync);

        Assert.Equal(TrustFailure.Expired, refusal.Failure);
    }

    private async Task<(AdvanceOutcome Outcome, int Permyriad)> StepAsync(ChannelName channel)
    {
        var advance = await _week.AdvanceAsync(channel);
        return (advance.Outcome, advance.Rollout!.Permyriad);
    }

    private int Count(string version) => _week.In(Stable).Count(device => device.Running?.ToString() == version);
}
