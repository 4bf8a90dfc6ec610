using System.Text;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Promotions;

/// <summary>Three channels and four runtimes: stable offers 1.4.2, beta has offered 1.5.0 for three days.</summary>
internal sealed class PlanDesk : IDisposable
{
    public static readonly string[] Runtimes = ["linux-arm", "linux-arm64", "linux-musl-x64", "linux-x64"];

    private PlanDesk(ReleaseWorkshop workshop) => Workshop = workshop;

    public ReleaseWorkshop Workshop { get; }

    public static async Task<PlanDesk> CreateAsync()
    {
        var workshop = await ReleaseWorkshop.CreateAsync();
        var desk = new PlanDesk(workshop);
        await desk.PublishAsync("1.4.2");
        await workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        workshop.Clock.Now += TimeSpan.FromDays(3);
        await workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable);
        await desk.PublishAsync("1.5.0", oldest: "1.2.0");
        await workshop.PromoteAsync("1.5.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        workshop.Clock.Now += TimeSpan.FromDays(3);
        return desk;
    }

    public static PromotionRequest Request(string version = "1.5.0", string from = "beta", string to = "stable") =>
        new(SemanticVersion.Parse(version), ChannelName.Parse(from), ChannelName.Parse(to));

    public async Task PublishAsync(string version, string? oldest = null)
    {
        var bundles = new List<string>();
        foreach (var runtime in Runtimes)
        {
            bundles.Add(await Workshop.PackAsync(version, runtime: runtime, oldest: oldest));
        }

        await Workshop.PublishBundlesAsync([.. bundles]);
    }

    public async Task<PromotionPlan> PlanAsync(PromotionRequest? request = null, string? fleet = null, IGateKeeper? gates = null) =>
        await new PromotionPlanner(Workshop.Repository, gates).PlanAsync(request ?? Request(), fleet is null ? FleetAnswer.None : new FleetAnswer(await ReadAsync(fleet)), CancellationToken.None);

    /// <summary>Lets a channel's offers say something else, as its key may.</summary>
    public Task EditOffersAsync(string channel, Func<Offer, Offer> edit) => Workshop.Repository.CommitAsync(
        async change =>
        {
            foreach (var offer in await change.State.ReadOffersAsync(ChannelName.Parse(channel), CancellationToken.None))
            {
                change.Put(channel, ReleasePaths.Offer(offer.Channel, offer.Runtime), StoreContent.Of(edit(offer).ToBytes()));
            }
        },
        progress: null,
        CancellationToken.None);

    private static Task<Fleet> ReadAsync(string fleet) => FleetList.ReadAsync("fleet.csv", new MemoryStream(Encoding.UTF8.GetBytes(fleet)), CancellationToken.None);

    public void Dispose() => Workshop.Dispose();
}
