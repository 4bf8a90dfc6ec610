using Amazon.Runtime;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Stores.S3;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Stores;

/// <summary>What stores in buckets promise besides, on whatever server.</summary>
public abstract class S3StoreContract : ReleaseStoreContract, IAsyncLifetime
{
    private readonly List<S3Store> _opened = [];

    /// <summary>The bucket that a test has to itself.</summary>
    protected TestBucket Bucket { get; private set; } = null!;

    /// <summary>As a publisher of its own would open it.</summary>
    protected override IReleaseStore Store => Open(Bucket.Endpoint.Address);

    public async ValueTask InitializeAsync() => Bucket = await (await StartAsync()).CreateBucketAsync();

    public async ValueTask DisposeAsync()
    {
        _opened.ForEach(store => store.Dispose());
        if (Bucket is not null)
        {
            await Bucket.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the server, or skips the test.</summary>
    protected abstract Task<S3Endpoint> StartAsync();

    /// <summary>Opens the store at another address, such as that of a proxy.</summary>
    private protected S3Store Open(Uri endpoint)
    {
        var store = new S3Store(
            S3Address.Parse(Bucket.Store).Below("devices", "acme", "edge-agent"),
            new S3Settings(endpoint, Bucket.Endpoint.Region, PathStyle: true),
            S3Patience.Default with { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(20) },
            TimeProvider.System,
            new BasicAWSCredentials(Bucket.Endpoint.AccessKey, Bucket.Endpoint.Secret));
        lock (_opened)
        {
            _opened.Add(store);
        }

        return store;
    }
}
