using Slipway.Bundles;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Concurrency;
using Slipway.Publishing.Tests.Diagnosis;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Promotions;

/// <summary>A plan reads, and does nothing else, wherever the repository is.</summary>
public sealed class PlanStoreTests(S3Server server)
{
    private static readonly PromotionRequest ToBeta = new(SemanticVersion.Parse("1.4.1"), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

    [Fact]
    public async Task A_plan_asks_a_bucket_for_objects_and_for_nothing_else()
    {
        await using var bucket = await BucketWorkshop.CreateAsync(server);
        await new ReleasePublisher(bucket.Open()).PublishAsync(new PublishRequest([await bucket.Workshop.PackAsync("1.4.1")], ReleaseWorkshop.Canary), progress: null, CancellationToken.None);
        bucket.Proxy.Forget();

        var plan = await PlanAsync(bucket.Open());

        Assert.Equal(PlanVerdict.Ready, plan.Verdict);
        await bucket.Proxy.WaitUntilIdleAsync();
        Assert.NotEmpty(bucket.Proxy.Requests);
        Assert.All(bucket.Proxy.Requests, request => Assert.Contains(request.Method, (string[])["GET", "HEAD"]));
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_reached_is_a_refusal()
    {
        await using var bucket = await BucketWorkshop.CreateAsync(server);
        var repository = bucket.Open();
        bucket.Proxy.Misbehave = _ => ProxyFault.Reset;

        var refusal = await Assert.ThrowsAsync<StoreException>(() => PlanAsync(repository));

        Assert.Equal(StoreFailure.Unavailable, refusal.Failure);
    }

    [Fact]
    public async Task A_plan_needs_no_store_that_can_be_written_to()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        await workshop.PublishAsync("1.4.1");
        var failure = new StoreException(StoreFailure.AccessDenied, "It is read-only.");
        var store = new LyingStore(new FolderStore(workshop.StoreFolder)) { WriteFailure = failure, DeleteFailure = failure };

        var plan = await PlanAsync(workshop.RepositoryOver(store));

        Assert.Equal(PlanVerdict.Ready, plan.Verdict);
        Assert.All(plan.Signatures, role => Assert.True(role.IsMet));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_refusal()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();

        var refusal = await Assert.ThrowsAsync<StoreException>(() => PlanAsync(workshop.RepositoryOver(new FolderStore(workshop["nowhere"]))));

        Assert.Equal(StoreFailure.NotFound, refusal.Failure);
    }

    private static Task<PromotionPlan> PlanAsync(ReleaseRepository repository) => new PromotionPlanner(repository).PlanAsync(ToBeta, FleetAnswer.None, CancellationToken.None);
}
