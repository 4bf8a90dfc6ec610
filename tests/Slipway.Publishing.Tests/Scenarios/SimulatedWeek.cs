using System.Runtime.Versioning;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;
using Slipway.Reports;

namespace Slipway.Publishing.Tests.Scenarios;

/// <summary>A product with three channels, its devices, and a clock that is moved in steps of at most six hours, at each of which the online roles are signed again.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SimulatedWeek : IDisposable
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromHours(6);
    private static readonly string[] Runtimes = ["linux-arm64", "linux-x64"];

    private SimulatedWeek(ReleaseWorkshop workshop)
    {
        Workshop = workshop;
        Devices =
        [
            .. Enumerable.Range(0, 2).Select(i => Device(i, ReleaseWorkshop.Canary)),
            .. Enumerable.Range(2, 4).Select(i => Device(i, ReleaseWorkshop.Beta)),
            .. Enumerable.Range(6, 14).Select(i => Device(i, ReleaseWorkshop.Stable)),
        ];
    }

    public ReleaseWorkshop Workshop { get; }

    public ScriptedGates Gates { get; } = new();

    public SimulatedDevice[] Devices { get; }

    /// <summary>How often a device was asked, and its publisher.</summary>
    public int Comparisons { get; private set; }

    public static async Task<SimulatedWeek> CreateAsync()
    {
        var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.EditPolicy(
            "\"waves\": [1, 10, 50, 100]",
            """
            "waves": [20, 50, 100], "soak": "1h", "gates": [{ "name": "crash-rate", "command": ["true"], "on_failure": "halt" }]
            """);
        return new SimulatedWeek(workshop);
    }

    public IEnumerable<SimulatedDevice> In(ChannelName channel) => Devices.Where(device => device.Channel == channel);

    /// <summary>The versions that the devices of a channel run, each once.</summary>
    public string RunningIn(ChannelName channel) => string.Join(" ", In(channel).Select(device => device.Running?.ToString() ?? "nothing").Distinct().Order(StringComparer.Ordinal));

    public async Task PassAsync(TimeSpan duration)
    {
        for (var until = Workshop.Clock.Now + duration; Workshop.Clock.Now < until;)
        {
            Workshop.Clock.Now = Workshop.Clock.Now + RefreshInterval < until ? Workshop.Clock.Now + RefreshInterval : until;
            await new Refresher(Workshop.Repository, []).RefreshAsync([], CancellationToken.None);
        }
    }

    public async Task PublishAsync(string version, string? minSecure = null)
    {
        var bundles = new List<string>();
        foreach (var runtime in Runtimes)
        {
            bundles.Add(await Workshop.PackAsync(version, runtime: runtime));
        }

        var request = new PublishRequest([.. bundles], ReleaseWorkshop.Canary) { MinSecureVersion = minSecure is null ? null : SemanticVersion.Parse(minSecure) };
        await new ReleasePublisher(Workshop.Repository).PublishAsync(request, progress: null, CancellationToken.None);
    }

    /// <summary>Plans, promotes, and makes sure that the deed was what the plan had said, be it done or refused.</summary>
    public async Task PromoteAsync(string version, ChannelName from, ChannelName to, string? emergency = null, params string[] refusals)
    {
        var request = new PromotionRequest(SemanticVersion.Parse(version), from, to) { EmergencyReason = emergency };
        var plan = await new PromotionPlanner(Workshop.Repository, Gates).PlanAsync(request, FleetAnswer.None, CancellationToken.None);
        var promoter = new ReleasePromoter(Workshop.Repository, Gates);
        Assert.Equal(refusals, plan.Refusals.Select(refusal => refusal.Code));
        if (refusals.Length == 0)
        {
            var publication = await promoter.PromoteAsync(request, CancellationToken.None);
            Assert.Equal(plan.RolloutThen!.ToBytes(), publication.Rollout.ToBytes());
            Assert.Equal(plan.Runtimes.Select(runtime => Convert.ToHexString(runtime.Then!.ToBytes())), publication.Offers.Select(offer => Convert.ToHexString(offer.ToBytes())));
            return;
        }

        var before = Workshop.StoreSnapshot();
        var refusal = await Assert.ThrowsAsync<PolicyException>(() => promoter.PromoteAsync(request, CancellationToken.None));
        Assert.Equal(refusals, refusal.Refusals.Select(rule => rule.Code));
        Assert.Equal(plan.Verdict == PlanVerdict.NotYet, refusal.IsTemporary);
        Assert.Equal(before, Workshop.StoreSnapshot());
    }

    /// <summary>What a scheduled workflow does, and what becomes of one channel's rollout.</summary>
    public async Task<RolloutAdvance> AdvanceAsync(ChannelName channel) =>
        (await new RolloutAdvancer(Workshop.Repository, Gates).AdvanceAsync(channel: null, CancellationToken.None)).Channels.Single(advance => advance.Channel == channel);

    /// <summary>Every device checks for updates, decides exactly as <c>rollout explain</c> says, and does it.</summary>
    public Task AllDevicesCheckAsync() => CheckAsync(Devices);

    /// <summary>As <see cref="AllDevicesCheckAsync"/>, those alone that are not away.</summary>
    public async Task CheckAsync(IEnumerable<SimulatedDevice> devices)
    {
        var explainer = new RolloutExplainer(Workshop.Repository);
        foreach (var device in devices.Where(device => !device.IsAway))
        {
            var explained = (await explainer.ExplainAsync(device.Known, CancellationToken.None)).Decision;
            var decided = await device.CheckAsync();
            Comparisons++;

            // What failed on a device is known to it alone.
            if (decided.Reason != ReasonCode.Quarantined)
            {
                Assert.Equal((device.Id, explained), (device.Id, decided));
            }

            await device.ObeyAsync(decided);
        }
    }

    public async Task<Yanking> YankAsync(string version, string reason) => await new Yanker(Workshop.Repository).YankAsync(SemanticVersion.Parse(version), reason, CancellationToken.None);

    public void Dispose()
    {
        foreach (var device in Devices)
        {
            device.Dispose();
        }

        Workshop.Dispose();
    }

    private SimulatedDevice Device(int number, ChannelName channel) => new(Workshop, $"unit-{number}", channel, RuntimeId.Parse(Runtimes[number % Runtimes.Length]));
}
