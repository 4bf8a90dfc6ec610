using System.Text;
using Slipway.Bundles;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Upkeep;

namespace Slipway.Publishing.Tests.Repository;

public sealed class GatheringTests
{
    private const int MostRequestsOfPromotion = 12;

    [Fact]
    public async Task Promoting_takes_at_most_twelve_requests_however_much_the_channel_offered_before()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var store = new RemoteStore(new FolderStore(workshop.StoreFolder));
        await PublishAsync(workshop, store, "1.0.0", "linux-x64", "linux-arm64");
        await PromoteAsync(workshop, store, "1.0.0");
        await PublishAsync(workshop, store, "1.1.0", "linux-x64", "linux-arm64");
        store.Requests.Clear();

        await PromoteAsync(workshop, store, "1.1.0");

        Assert.True(store.Requests.Count <= MostRequestsOfPromotion, string.Join('\n', store.Requests));
        Assert.DoesNotContain(store.Requests, request => request.Contains("targets/releases/", StringComparison.Ordinal));
        var state = await workshop.Repository.ReadAsync(CancellationToken.None);
        Assert.All(await state.ReadOffersAsync(ReleaseWorkshop.Beta, CancellationToken.None), offer => Assert.Equal("1.0.0", offer.Rollback?.Version.ToString()));
    }

    [Fact]
    public async Task A_gathering_that_lies_is_a_detour_and_no_way_in()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var store = new RemoteStore(new FolderStore(workshop.StoreFolder));
        await PublishAsync(workshop, store, "1.0.0", "linux-x64");
        var gathering = Assert.Single(Directory.GetFiles(Path.Combine(workshop.StoreFolder, "gathered")));
        var text = await File.ReadAllTextAsync(gathering);
        await File.WriteAllTextAsync(gathering, text.Replace("1.0.0", "6.6.6", StringComparison.Ordinal));

        await PromoteAsync(workshop, store, "1.0.0");

        Assert.NotEqual(text, await File.ReadAllTextAsync(gathering));
        var offer = Assert.Single(await (await workshop.Repository.ReadAsync(CancellationToken.None)).ReadOffersAsync(ReleaseWorkshop.Beta, CancellationToken.None));
        Assert.Equal("1.0.0", offer.Release.Version.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"format\":\"slipway-gathering/2\",\"files\":{}}")]
    [InlineData("{\"format\":\"slipway-gathering/1\",\"files\":{\"metadata/1.targets.json\":7}}")]
    public async Task What_is_no_gathering_is_passed_over(string text)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var store = new RemoteStore(new FolderStore(workshop.StoreFolder));
        await PublishAsync(workshop, store, "1.0.0", "linux-x64");
        await File.WriteAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(workshop.StoreFolder, "gathered"))), text, Encoding.UTF8);

        await PromoteAsync(workshop, store, "1.0.0");

        Assert.NotEmpty(await (await workshop.Repository.ReadAsync(CancellationToken.None)).ReadOffersAsync(ReleaseWorkshop.Beta, CancellationToken.None));
    }

    [Fact]
    public async Task A_store_that_lacks_what_devices_need_is_still_found_out_by_who_reads_it_whole()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var store = new RemoteStore(new FolderStore(workshop.StoreFolder));
        await PublishAsync(workshop, store, "1.0.0", "linux-x64");
        File.Delete(Directory.GetFiles(Path.Combine(workshop.StoreFolder, "metadata"), "*.stable.json").Single());

        var refusal = await Assert.ThrowsAsync<StoreException>(() => workshop.RepositoryOver(store).ReadAsync(CancellationToken.None));

        Assert.Equal(StoreFailure.Incomplete, refusal.Failure);
    }

    [Fact]
    public async Task Gatherings_of_former_snapshots_are_pruned()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var store = new RemoteStore(new FolderStore(workshop.StoreFolder));
        await PublishAsync(workshop, store, "1.0.0", "linux-x64");
        await PublishAsync(workshop, store, "1.1.0", "linux-x64");
        foreach (var file in Directory.EnumerateFiles(workshop.StoreFolder, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, workshop.Clock.GetUtcNow().UtcDateTime - TimeSpan.FromDays(2));
        }

        await new RepositoryPruner(workshop.RepositoryOver(store)).PruneAsync(TimeSpan.FromDays(1), isDryRun: false, CancellationToken.None);

        Assert.Equal("3.json", Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(workshop.StoreFolder, "gathered")))));
    }

    private static async Task PublishAsync(ReleaseWorkshop workshop, IReleaseStore store, string version, params string[] runtimes)
    {
        var bundles = await Task.WhenAll(runtimes.Select(runtime => workshop.PackAsync(version, runtime: runtime)));
        await new ReleasePublisher(workshop.RepositoryOver(store)).PublishAsync(new PublishRequest([.. bundles], ReleaseWorkshop.Canary), progress: null, CancellationToken.None);
    }

    private static Task PromoteAsync(ReleaseWorkshop workshop, IReleaseStore store, string version) =>
        new ReleasePromoter(workshop.RepositoryOver(store)).PromoteAsync(new PromotionRequest(SemanticVersion.Parse(version), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), CancellationToken.None);
}
