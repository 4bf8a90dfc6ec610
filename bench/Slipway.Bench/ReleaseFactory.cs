using System.Globalization;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Bench;

/// <summary>A product whose releases, each for four runtimes, go through canary and beta to stable.</summary>
internal sealed class ReleaseFactory : IDisposable
{
    private static readonly string[] Runtimes = ["linux-x64", "linux-arm64", "linux-arm", "linux-musl-x64"];

    private static readonly ChannelName[] Channels = [ChannelName.Parse("canary"), ChannelName.Parse("beta"), ChannelName.Parse("stable")];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-bench-");
    private int _released;

    private ReleaseFactory()
    {
    }

    public string StoreFolder => Path.Combine(_folder.FullName, "releases", "acme", "edge-agent");

    public ReleasePolicy Policy => ReleasePolicy.Load(Path.Combine(_folder.FullName, ReleasePolicy.FileName));

    public static async Task<ReleaseFactory> CreateAsync()
    {
        var factory = new ReleaseFactory();
        var request = new InitializeRequest(factory._folder.FullName, SegmentName.Parse("edge-agent"), SegmentName.Parse("acme"), "releases");
        await new RepositoryInitializer(TimeProvider.System).InitializeAsync(request, CancellationToken.None);
        var policy = Path.Combine(factory._folder.FullName, ReleasePolicy.FileName);
        await File.WriteAllTextAsync(policy, (await File.ReadAllTextAsync(policy)).Replace("\"48h\"", "\"0\"", StringComparison.Ordinal));
        return factory;
    }

    /// <summary>A folder of the benchmark's own.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;

    /// <summary>Publishes until there were <paramref name="count"/> releases.</summary>
    public async Task ReleaseUntilAsync(int count)
    {
        while (_released < count)
        {
            await ReleaseAsync(new FolderStore(StoreFolder));
        }
    }

    /// <summary>Publishes the next release, and promotes it to stable.</summary>
    public async Task ReleaseAsync(IReleaseStore store)
    {
        var repository = new ReleaseRepository(Policy, store, TimeProvider.System);
        var (version, bundles) = await PackAsync();
        await new ReleasePublisher(repository).PublishAsync(new PublishRequest([.. bundles], Channels[0]), progress: null, CancellationToken.None);
        for (var i = 1; i < Channels.Length; i++)
        {
            await new ReleasePromoter(repository).PromoteAsync(new PromotionRequest(version, Channels[i - 1], Channels[i]) { Permyriad = Rollout.Everyone }, CancellationToken.None);
        }

        foreach (var bundle in bundles)
        {
            Directory.Delete(bundle, recursive: true);
        }
    }

    /// <summary>Publishes the next release into canary only.</summary>
    public async Task PublishAsync(Func<IReleaseStore, IReleaseStore> through, Action started)
    {
        var (_, bundles) = await PackAsync();
        var repository = new ReleaseRepository(Policy, through(new FolderStore(StoreFolder)), TimeProvider.System);
        started();
        await new ReleasePublisher(repository).PublishAsync(new PublishRequest([.. bundles], Channels[0]), progress: null, CancellationToken.None);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(SemanticVersion Version, List<string> Bundles)> PackAsync()
    {
        var version = SemanticVersion.Parse(string.Create(CultureInfo.InvariantCulture, $"1.0.{++_released}"));
        using var signer = KeyReferences.OpenSigner(KeyReference.Parse("file:keys/builder.pem"), _folder.FullName);
        var payload = NewFolder("payload");
        await File.WriteAllTextAsync(Path.Combine(payload, "app.txt"), version.ToString());
        var bundles = new List<string>();
        foreach (var runtime in Runtimes)
        {
            var output = Path.Combine(_folder.FullName, $"bundle-{version}-{runtime}");
            await BundlePacker.PackAsync(
                new PackRequest
                {
                    Product = SegmentName.Parse("edge-agent"),
                    Version = version,
                    Runtime = RuntimeId.Parse(runtime),
                    Payload = PayloadSource.FromFolder(payload),
                    OutputFolder = output,
                    Timestamp = 1_700_000_000,
                },
                signer,
                progress: null,
                CancellationToken.None);
            bundles.Add(output);
        }

        return (version, bundles);
    }
}
