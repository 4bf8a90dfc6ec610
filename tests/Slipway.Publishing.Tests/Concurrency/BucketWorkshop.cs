using System.Text.Json.Nodes;
using Amazon.Runtime;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Stores.S3;
using Slipway.Testing.Servers;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>A workshop whose repository is in a bucket. Publishers reach it through a proxy, devices read it directly, as everybody may.</summary>
internal sealed class BucketWorkshop : IAsyncDisposable
{
    private readonly List<S3Store> _opened = [];
    private readonly S3Address _address;

    private BucketWorkshop(ReleaseWorkshop workshop, TestBucket bucket)
    {
        Workshop = workshop;
        Bucket = bucket;
        Proxy = new FaultProxy(bucket.Endpoint.Address);
        _address = S3Address.Parse(bucket.Store).Below("acme", "edge-agent");
    }

    /// <summary>Keys, slipway.json and bundles.</summary>
    public ReleaseWorkshop Workshop { get; }

    public TestBucket Bucket { get; }

    /// <summary>What is between publishers and the bucket.</summary>
    public FaultProxy Proxy { get; }

    /// <summary>The repository, as devices reach it.</summary>
    public Uri Address => new(Bucket.Address, "acme/edge-agent/");

    /// <param name="server">Where the bucket is made.</param>
    /// <param name="edit">Changes slipway.json before the repository is made.</param>
    public static async Task<BucketWorkshop> CreateAsync(S3Server server, Action<JsonObject>? edit = null)
    {
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");
        var bucket = await (await server.StartAsync()).CreateBucketAsync();
        await bucket.LetEverybodyReadAsync();
        var workshop = await ReleaseWorkshop.CreateAsync();
        var made = new BucketWorkshop(workshop, bucket);
        var policy = JsonNode.Parse(await File.ReadAllTextAsync(workshop[ReleasePolicy.FileName]))!.AsObject();
        edit?.Invoke(policy);
        await File.WriteAllTextAsync(workshop[ReleasePolicy.FileName], policy.ToJsonString());

        // tuf-js knows no other clock.
        workshop.Clock.Now = TimeProvider.System.GetUtcNow();
        var repository = made.Open();
        var anchor = await repository.InitializeAsync(signers => FirstMetadata.Describe(repository.Policy, signers, repository.Now), CancellationToken.None);
        await File.WriteAllBytesAsync(repository.Policy.TrustAnchorFile, anchor);
        return made;
    }

    /// <summary>The repository as a publisher with connections of its own has it.</summary>
    public ReleaseRepository Open() => Workshop.RepositoryOver(OpenStore());

    /// <summary>As <see cref="Open()"/>, with what the publisher does written down.</summary>
    public ReleaseRepository Open(StoreRecord record) => Workshop.RepositoryOver(record.Watch(OpenStore()));

    /// <summary>The store, through the proxy. Its patience is that of a publisher, its pauses are not.</summary>
    public S3Store OpenStore()
    {
        var store = new S3Store(
            _address,
            new S3Settings(Proxy.Address, Bucket.Endpoint.Region, PathStyle: true),
            S3Patience.Default with { FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(100) },
            TimeProvider.System,
            new BasicAWSCredentials(Bucket.Endpoint.AccessKey, Bucket.Endpoint.Secret));
        lock (_opened)
        {
            _opened.Add(store);
        }

        return store;
    }

    /// <summary>The repository, as a device reads it.</summary>
    public HttpSource OpenSource() => new(Address, TimeProvider.System);

    /// <summary>Copies the repository as it is now into a folder.</summary>
    public async Task<string> CopyAsync()
    {
        var folder = Workshop[$"copy-{Guid.NewGuid():n}"];
        var store = OpenStore();
        await foreach (var entry in ((IReleaseStore)store).ListAsync("", CancellationToken.None))
        {
            var file = Path.Combine(folder, entry.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await using var source = await store.OpenAsync(entry.Path, CancellationToken.None);
            await using var target = File.Create(file);
            await source!.CopyToAsync(target);
        }

        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        _opened.ForEach(store => store.Dispose());
        Proxy.Dispose();
        Workshop.Dispose();
        await Bucket.DisposeAsync();
    }
}
