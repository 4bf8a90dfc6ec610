using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Signing;

namespace Slipway.Publishing.Tests;

/// <summary>A project folder with slipway.json, keys and a folder store, and a clock that the test moves.</summary>
internal sealed class ReleaseWorkshop : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static readonly ChannelName Canary = ChannelName.Parse("canary");
    public static readonly ChannelName Beta = ChannelName.Parse("beta");
    public static readonly ChannelName Stable = ChannelName.Parse("stable");
    public static readonly RuntimeId LinuxX64 = RuntimeId.Parse("linux-x64");

    public FakeClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public TemporaryFolder Root => _folder;

    public string Folder => _folder.Path;

    public string StoreFolder => _folder["releases/acme/edge-agent"];

    public string this[string name] => _folder[name];

    public ReleasePolicy Policy => ReleasePolicy.Load(_folder[ReleasePolicy.FileName]);

    public ReleaseRepository Repository => new(Policy, Clock);

    public static async Task<ReleaseWorkshop> CreateAsync()
    {
        var workshop = new ReleaseWorkshop();
        await new RepositoryInitializer(workshop.Clock).InitializeAsync(workshop.Request("releases"), CancellationToken.None);
        return workshop;
    }

    public static ReleaseWorkshop CreateEmpty() => new();

    public InitializeRequest Request(string store) => new(_folder.Path, SegmentName.Parse("edge-agent"), SegmentName.Parse("acme"), store);

    public void EditPolicy(string from, string to)
    {
        var file = _folder[ReleasePolicy.FileName];
        var text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Packs and signs a bundle whose only file says <paramref name="content"/>, beside as many bytes of noise as there are to be.</summary>
    public async Task<string> PackAsync(string version, string? content = null, string key = "file:keys/builder.pem", string runtime = "linux-x64", string product = "edge-agent", string? rollback = null, string? oldest = null, int noise = 0)
    {
        var payload = Directory.CreateDirectory(_folder[$"payload-{Guid.NewGuid():n}"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(payload, "app.txt"), content ?? version);
        if (noise > 0)
        {
            await File.WriteAllBytesAsync(Path.Combine(payload, "noise"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(noise));
        }

        var output = _folder[$"dist-{Guid.NewGuid():n}"];
        using var signer = KeyReferences.OpenSigner(KeyReference.Parse(key), _folder.Path);
        await BundlePacker.PackAsync(
            new PackRequest
            {
                Product = SegmentName.Parse(product),
                Version = SemanticVersion.Parse(version),
                Runtime = RuntimeId.Parse(runtime),
                Payload = PayloadSource.FromFolder(payload),
                OutputFolder = output,
                RollbackVersion = rollback is null ? null : SemanticVersion.Parse(rollback),
                MinCurrentVersion = oldest is null ? null : SemanticVersion.Parse(oldest),
                Timestamp = 1_700_000_000,
            },
            signer,
            progress: null,
            CancellationToken.None);
        return output;
    }

    /// <summary>A key of the project, to sign with what no operation would sign.</summary>
    public ISigner OpenSigner(KeyReference reference) => KeyReferences.OpenSigner(reference, Folder).For(SigningPurpose.Build("test", ""));

    public async Task<Publication> PublishAsync(string version, string? content = null) => await PublishBundlesAsync(await PackAsync(version, content));

    public Task<Publication> PublishBundlesAsync(params string[] bundles) =>
        new ReleasePublisher(Repository).PublishAsync(new PublishRequest([.. bundles], Canary), progress: null, CancellationToken.None);

    public Task<Publication> PromoteAsync(string version, ChannelName from, ChannelName to) =>
        PromoteAsync(new PromotionRequest(SemanticVersion.Parse(version), from, to));

    public Task<Publication> PromoteAsync(PromotionRequest request) => new ReleasePromoter(Repository).PromoteAsync(request, CancellationToken.None);

    public ReleaseRepository RepositoryOver(IReleaseStore store) => new(Policy, store, Clock);

    /// <summary>A copy of the store as it is now.</summary>
    public FolderStore CopyStore()
    {
        var copy = _folder[$"copy-{Guid.NewGuid():n}"];
        foreach (var file in Directory.EnumerateFiles(StoreFolder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(StoreFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return new FolderStore(copy);
    }

    /// <summary>Every file of the store with its bytes: what must not change when something is refused.</summary>
    public SortedDictionary<string, string> StoreSnapshot() => new(
        Directory.EnumerateFiles(StoreFolder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(StoreFolder, file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();
}
