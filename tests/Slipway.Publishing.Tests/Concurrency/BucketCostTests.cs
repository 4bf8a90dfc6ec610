using System.Globalization;
using System.Security.Cryptography;
using Slipway.Bundles;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>What each operation costs in a bucket: requests, and bytes both ways.</summary>
public sealed class BucketCostTests(S3Server server, ITestOutputHelper output) : IAsyncLifetime
{
    private BucketWorkshop _workshop = null!;

    public async ValueTask InitializeAsync() => _workshop = await BucketWorkshop.CreateAsync(server);

    [Fact]
    public async Task The_payload_is_sent_once_and_nothing_else_is_large()
    {
        var noise = Thoroughness.Times(usual: 20_000_000, exhaustive: 110_000_000);
        var bundle = await _workshop.Workshop.PackAsync("1.0.0", noise: noise);
        var payload = new FileInfo(Path.Combine(bundle, "payload.tar.zst")).Length;

        Assert.Equal(payload, (await MeasureAsync("publish", PublishAsync)).PayloadUp);
        Assert.Equal(0, (await MeasureAsync("publish again", PublishAsync)).PayloadUp);
        await RequireLightAsync("promote", mostRequests: 12, repository => new ReleasePromoter(repository).PromoteAsync(Promotion("1.0.0"), CancellationToken.None));
        foreach (var next in new[] { "1.0.1", "1.0.2", "1.0.3" })
        {
            await new ReleasePublisher(_workshop.Open()).PublishAsync(new PublishRequest([await _workshop.Workshop.PackAsync(next)], ReleaseWorkshop.Canary), null, CancellationToken.None);
        }

        await RequireLightAsync("promote a former offer", mostRequests: 13, repository => new ReleasePromoter(repository).PromoteAsync(Promotion("1.0.2"), CancellationToken.None));
        await RequireLightAsync("promote the next", mostRequests: 12, repository => new ReleasePromoter(repository).PromoteAsync(Promotion("1.0.3"), CancellationToken.None));
        await RequireLightAsync("rollout halt", mostRequests: 12, repository => new RolloutEditor(repository).HaltAsync(ReleaseWorkshop.Beta, CancellationToken.None));
        _workshop.Workshop.Clock.Now += TimeSpan.FromDays(5);
        await RequireLightAsync("refresh", mostRequests: 20, repository => new Refresher(repository, given: []).RefreshAsync(roles: [], CancellationToken.None));

        static PromotionRequest Promotion(string version) => new(SemanticVersion.Parse(version), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        Task PublishAsync(ReleaseRepository repository) => new ReleasePublisher(repository).PublishAsync(new PublishRequest([bundle], ReleaseWorkshop.Canary), null, CancellationToken.None);
    }

    /// <summary>As it is for who comes after a publisher that died before its commit. A payload that fits into one request is looked for before it is sent, too.</summary>
    [Fact]
    public async Task P2_an_object_that_is_there_is_not_sent_again()
    {
        var payload = StoreContent.Of(RandomNumberGenerator.GetBytes(200_000));
        var path = $"targets/releases/1.0.0/linux-x64/{payload.Digest}.payload.tar.zst";
        await _workshop.OpenStore().CreateAsync(path, payload, CancellationToken.None);
        _workshop.Proxy.Forget();

        Assert.Equal(WriteOnce.AlreadyThere, await _workshop.OpenStore().CreateAsync(path, payload, CancellationToken.None));

        Assert.Equal(0, _workshop.Proxy.Requests.Sum(request => request.BytesUp));
    }

    public async ValueTask DisposeAsync()
    {
        if (_workshop is not null)
        {
            await _workshop.DisposeAsync();
        }
    }

    private async Task RequireLightAsync(string name, int mostRequests, Func<ReleaseRepository, Task> operation)
    {
        var cost = await MeasureAsync(name, operation);
        Assert.Equal((0, 0), (cost.PayloadUp, cost.PayloadDown));
        Assert.InRange(cost.Requests, 1, mostRequests);
    }

    private async Task<(int Requests, long PayloadUp, long PayloadDown)> MeasureAsync(string name, Func<ReleaseRepository, Task> operation)
    {
        _workshop.Proxy.Forget();
        await operation(_workshop.Open());
        var requests = _workshop.Proxy.Requests;
        var payload = requests.Where(request => request.Path.Contains(".payload.", StringComparison.Ordinal)).ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22}{requests.Count,4} requests {requests.Sum(request => request.BytesUp),12:N0} bytes up {requests.Sum(request => request.BytesDown),10:N0} bytes down: {string.Join(", ", requests.CountBy(request => request.Operation).Select(operation => $"{operation.Value} {operation.Key}"))}"));
        return (requests.Count, payload.Where(request => request.Operation is "PutObject" or "UploadPart").Sum(request => request.BytesUp), payload.Sum(request => request.BytesDown));
    }
}
