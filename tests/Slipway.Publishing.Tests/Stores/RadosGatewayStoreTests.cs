using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Stores;

/// <summary>The store on Ceph's S3 gateway, or on the server that <c>SLIPWAY_TEST_S3</c> names.</summary>
public sealed class RadosGatewayStoreTests(S3Server server) : S3StoreContract
{
    protected override Task<S3Endpoint> StartAsync()
    {
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");
        return server.StartAsync();
    }
}
