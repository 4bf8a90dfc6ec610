using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Stores;

/// <summary>The store on Moto, which spells entity tags and checksums as AWS does.</summary>
public sealed class MotoStoreTests(MotoServer server) : S3StoreContract
{
    protected override Task<S3Endpoint> StartAsync()
    {
        Assert.SkipWhen(MotoServer.Obstacle is not null, MotoServer.Obstacle ?? "");
        return server.StartAsync();
    }
}
