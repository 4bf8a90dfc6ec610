using System.Globalization;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Tests.Promotions;

public sealed class FleetForecastTests : IAsyncLifetime
{
    private const string Header = "id,channel,rid,version\n";

    private PlanDesk _desk = null!;

    public async ValueTask InitializeAsync() => _desk = await PlanDesk.CreateAsync();

    [Fact]
    public async Task Each_wave_counts_the_very_devices_that_decide_to_update_in_it()
    {
        var ids = Enumerable.Range(0, 500).Select(i => string.Create(CultureInfo.InvariantCulture, $"device-{i}")).ToArray();

        var plan = await _desk.PlanAsync(fleet: Header + string.Concat(ids.Select(id => $"{id},stable,linux-arm64,1.4.2\n")));

        var offer = (await _desk.Workshop.PromoteAsync("1.5.0", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable)).Offers.Single(offer => offer.Runtime.ToString() == "linux-arm64");
        foreach (var wave in plan.Waves)
        {
            var rollout = await new RolloutEditor(_desk.Workshop.Repository).SetAsync(ReleaseWorkshop.Stable, wave.Permyriad, CancellationToken.None);
            Assert.Equal(ids.Count(id => Decision.Make(offer, rollout, Facts(id)).Kind == DecisionKind.Update), wave.Devices);
        }

        Assert.Equal(500, plan.Waves[^1].Devices);
        Assert.InRange(plan.Waves[1].Devices!.Value, 1, 499);
        Assert.True(plan.Fleet!.IsByDevice);
    }

    [Fact]
    public async Task B20_counts_by_version_are_expected_shares()
    {
        var plan = await _desk.PlanAsync(fleet: """[{"version":"1.4.2","count":1200},{"version":"1.5.0","count":7},{"version":"who knows","count":2}]""");

        Assert.Equal([12, 120, 600, 1200], plan.Waves.Select(wave => wave.Devices));
        Assert.False(plan.Fleet!.IsByDevice);
        Assert.Equal((1207, 1207, 2), (plan.Fleet.Total, plan.Fleet.OfUnknownChannel, plan.Fleet.Unreadable));
        Assert.Contains(PlanText.Lines(plan), line => line.EndsWith("about 120 devices (+108)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task D1_D3_what_each_version_does_is_what_devices_decide()
    {
        var oldest = (await _desk.Workshop.Repository.ReadAsync(CancellationToken.None)).ReadReferenceAsync;
        await _desk.EditOffersAsync("beta", offer => offer with { SteppingStones = [oldest(SemanticVersion.Parse("1.4.2"), offer.Runtime, CancellationToken.None).Result! with { MinCurrentVersion = SemanticVersion.Parse("1.0.0") }] });

        var plan = await _desk.PlanAsync(fleet: Header + """
            a,stable,linux-x64,1.4.2
            b,stable,linux-x64,1.1.0
            c,stable,linux-x64,0.9.0
            d,stable,linux-x64,1.6.0
            e,stable,linux-x64,1.5.0
            f,stable,linux-x64,
            g,beta,linux-x64,1.4.2
            h,stable,linux-riscv64,1.4.2
            i,stable,linux-arm,1.4.2
            """);

        var fates = plan.Fleet!.Fates.ToDictionary(fate => fate.Version?.ToString() ?? "", fate => (fate.Count, fate.Decision.Reason.ToString(), fate.Rule, fate.Decision.Target?.Version.ToString()));
        Assert.Equal((2, "updated", "update", "1.5.0"), fates["1.4.2"]);
        Assert.Equal((1, "updated", "update", "1.4.2"), fates["1.1.0"]);
        Assert.Equal((1, "needs_full_image", "min_current_version", null), fates["0.9.0"]);
        Assert.Equal((1, "downgrade", "downgrade", null), fates["1.6.0"]);
        Assert.Equal((1, "no_update", "up_to_date", null), fates["1.5.0"]);
        Assert.Equal((1, "updated", "update", "1.5.0"), fates[""]);
        Assert.Equal((1, 1), (plan.Fleet.Elsewhere, plan.Fleet.WithoutOffer));
        Assert.Equal(4, plan.Waves[^1].Devices);
    }

    public ValueTask DisposeAsync()
    {
        _desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private DeviceFacts Facts(string id) => new()
    {
        Product = SegmentName.Parse("edge-agent"),
        Channel = ReleaseWorkshop.Stable,
        Runtime = RuntimeId.Parse("linux-arm64"),
        DeviceId = id,
        Running = SemanticVersion.Parse("1.4.2"),
        Time = _desk.Workshop.Clock.Now,
    };
}
