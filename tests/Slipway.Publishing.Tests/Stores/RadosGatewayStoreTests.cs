using Slipway.Publishing.Stores;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Stores;

/// <summary>The store on Ceph's S3 gateway, or on the server that <c>SLIPWAY_TEST_S3</c> names.</summary>
public sealed class RadosGatewayStoreTests(S3Server server) : S3StoreContract
{
    [Fact]
    public async Task Who_may_not_is_told_so_and_not_to_try_again()
    {
        using var store = Open(Bucket.Endpoint.Address, secret: "another secret");

        var reading = await Assert.ThrowsAsync<StoreException>(() => store.ReadAsync("metadata/timestamp.json", 100, CancellationToken.None));
        var writing = await Assert.ThrowsAsync<StoreException>(() => store.CreateAsync("targets/a", Content("one"), CancellationToken.None));

        Assert.All([reading, writing], refusal => Assert.Equal("SLP3012", refusal.Code));
        Assert.DoesNotContain("another secret", writing.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_write_that_was_refused_the_next_request_gets_its_own_answer()
    {
        using var store = Open(Bucket.Endpoint.Address);
        await store.CreateAsync("metadata/1.root.json", Content("root"), CancellationToken.None);

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(WriteOnce.Differs, await store.CreateAsync("metadata/1.root.json", Content($"other {i}"), CancellationToken.None));
            Assert.Null(await store.ReadAsync("metadata/2.root.json", 100, CancellationToken.None));
        }
    }

    protected override Task<S3Endpoint> StartAsync()
    {
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");
        return server.StartAsync();
    }
}
