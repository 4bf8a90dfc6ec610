using Slipway.Bundles;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Releases;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>A publisher that dies between any two writes: devices see nothing of it, and who publishes next completes what it began.</summary>
public sealed class DyingPublisherTests : IAsyncLifetime
{
    private readonly Dictionary<string, Func<ReleaseRepository, Task>> _operations;
    private ReleaseWorkshop _workshop = null!;
    private string _bundle = null!;

    public DyingPublisherTests() => _operations = new()
    {
        ["publish"] = repository => new ReleasePublisher(repository).PublishAsync(new PublishRequest([_bundle], ReleaseWorkshop.Canary), null, CancellationToken.None),
        ["promote"] = repository => new ReleasePromoter(repository).PromoteAsync(new PromotionRequest(SemanticVersion.Parse("1.0.0"), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), CancellationToken.None),
        ["refresh"] = repository => new Refresher(repository, given: []).RefreshAsync(roles: [], CancellationToken.None),
        ["rollout set"] = repository => new RolloutEditor(repository).SetAsync(ReleaseWorkshop.Canary, 4_000, CancellationToken.None),
    };

    public async ValueTask InitializeAsync()
    {
        _workshop = await ReleaseWorkshop.CreateAsync();
        _workshop.EditPolicy("\"7d\"", "\"3d\"");
        await _workshop.PublishAsync("1.0.0");
        _workshop.Clock.Now += TimeSpan.FromDays(2);
        _bundle = await _workshop.PackAsync("1.1.0");
    }

    // Files, roles, snapshot and timestamp: 6 + 3 + 2, 2 + 2 + 2, 1 + 1 + 2, and 0 + 1 + 2 for what is past half its life.
    [Theory]
    [InlineData("publish", 11)]
    [InlineData("promote", 6)]
    [InlineData("rollout set", 4)]
    [InlineData("refresh", 3)]
    public async Task P2_devices_notice_nothing_of_a_publisher_that_dies_and_the_next_one_completes(string operation, int writes)
    {
        for (var done = 0; done < writes; done++)
        {
            var store = _workshop.CopyStore();
            var source = new FolderSource(store.Address.LocalPath);
            var always = NewReader();
            var before = Describe(await always.ReadAsync(source));

            await Assert.ThrowsAsync<PublisherDiedException>(() => RunAsync(operation, new DyingStore(store, done)));

            Assert.Equal(before, Describe(await always.ReadAsync(source)));
            Assert.Equal(before, Describe(await NewReader().ReadAsync(source)));
            await RunAsync(operation, store);
            var after = Describe(await always.ReadAsync(source));
            Assert.NotEqual(before, after);
            Assert.Equal(after, Describe(await NewReader().ReadAsync(source)));
        }

        await RunAsync(operation, new DyingStore(_workshop.CopyStore(), writes));
    }

    [Fact]
    public async Task P2_what_many_have_left_is_passed_in_leaps()
    {
        var store = new LosingStore(_workshop.CopyStore(), losses: 0);
        for (var version = 3; version < 203; version++)
        {
            await store.CreateAsync($"metadata/{version}.snapshot.json", StoreContent.Of("an orphan"u8.ToArray()), CancellationToken.None);
        }

        store.Creations.Clear();
        await RunAsync("publish", store);

        Assert.InRange(store.Creations.Count(path => path.EndsWith(".snapshot.json", StringComparison.Ordinal)), 3, 40);
        Assert.Equal(3, (await NewReader().ReadAsync(new FolderSource(store.Address.LocalPath))).Timestamp);
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task RunAsync(string operation, IReleaseStore store) => _operations[operation](_workshop.RepositoryOver(store));

    private Reader NewReader() => new(_workshop.Repository.ReadTrustAnchor(), _workshop.Clock);

    private static string Describe(Sight sight)
    {
        var offers = sight.Offers.Select(offer => $"{offer.Channel} {offer.Release.Version}");
        var rollouts = sight.Rollouts.Select(rollout => $"{rollout.Channel} {rollout.Version} {rollout.Permyriad}");
        return string.Join(", ", [$"publication {sight.Timestamp}", .. offers, .. rollouts]);
    }
}
