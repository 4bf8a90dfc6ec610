using System.Net;
using Amazon.Runtime;
using Amazon.S3.Model;
using Slipway.Bundles;
using Slipway.Publishing.Delivery;
using Slipway.Publishing.Mirroring;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores.S3;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Delivery;

public sealed class ReleaseLinksTests(S3Server server) : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;
    private TestBucket? _bucket;
    private S3Store? _store;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");
        _workshop = await ReleaseWorkshop.CreateAsync();
        await _workshop.PublishAsync("1.4.1");
        _bucket = await (await server.StartAsync()).CreateBucketAsync();
        using var s3 = _bucket.Endpoint.Connect();
        foreach (var file in Directory.EnumerateFiles(_workshop.StoreFolder, "*", SearchOption.AllDirectories))
        {
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = _bucket.Name, Key = "acme/edge-agent/" + Path.GetRelativePath(_workshop.StoreFolder, file), FilePath = file });
        }

        _store = new S3Store(
            S3Address.Parse(_bucket.Store).Below("acme", "edge-agent"),
            new S3Settings(_bucket.Endpoint.Address, _bucket.Endpoint.Region, PathStyle: true),
            S3Patience.Default,
            TimeProvider.System,
            new BasicAWSCredentials(_bucket.Endpoint.AccessKey, _bucket.Endpoint.Secret));
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _workshop?.Dispose();
        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }
    }

    private ReleaseRepository Repository => _workshop.RepositoryOver(_store!);

    [Fact]
    public async Task C04_a_releases_files_are_read_by_their_links_and_by_nothing_else()
    {
        var links = await Open("1h").OfReleaseAsync(SemanticVersion.Parse("1.4.1"), [ReleaseWorkshop.LinuxX64], CancellationToken.None);

        using var client = new HttpClient();
        Assert.Contains(links, link => link.Path.EndsWith(".manifest.json", StringComparison.Ordinal));
        foreach (var link in links)
        {
            var bytes = await client.GetByteArrayAsync(link.Url);
            Assert.Equal((link.Length, link.Digest), (bytes.Length, Sha256Digest.Of(bytes)));
            Assert.Equal(_workshop.Clock.Now.AddHours(1), link.Expires);
            Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(new Uri(link.Url.GetLeftPart(UriPartial.Path)))).StatusCode);
        }
    }

    [Theory]
    [InlineData("metadata/timestamp.json")]
    [InlineData("metadata/1.root.json")]
    [InlineData("canary/linux-x64.json")]
    public async Task C04_one_file_is_linked_to_by_its_path(string path)
    {
        var link = await Open("30m").OfFileAsync(path, CancellationToken.None);

        using var client = new HttpClient();
        Assert.Equal(link.Digest, Sha256Digest.Of(await client.GetByteArrayAsync(link.Url)));
    }

    [Fact]
    public async Task C04_all_that_a_channels_devices_read_is_linked_to()
    {
        var selection = new CopySelection([ReleaseWorkshop.Canary], []);

        var links = await Open("7d").OfDevicesAsync(selection, CancellationToken.None);

        var stored = Directory.EnumerateFiles(_workshop.StoreFolder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_workshop.StoreFolder, file)).ToArray();
        Assert.All(links, link => Assert.Contains(link.Path, stored));
        Assert.Contains("metadata/timestamp.json", links.Select(link => link.Path));
        Assert.Contains(links, link => link.Path.Contains(".payload.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("metadata/9.root.json")]
    [InlineData("targets/../../other/metadata/timestamp.json")]
    [InlineData("staging/x")]
    [InlineData("")]
    public async Task C04_what_is_not_listed_gets_no_link(string path)
    {
        var refusal = await Assert.ThrowsAsync<InputException>(() => Open("1h").OfFileAsync(path, CancellationToken.None));

        Assert.Equal("SLP1084", refusal.Code);
        Assert.Equal("SLP1084", (await Assert.ThrowsAsync<InputException>(() => Open("1h").OfReleaseAsync(SemanticVersion.Parse("1.4.2"), [], CancellationToken.None))).Code);
    }

    [Fact]
    public async Task C04_a_link_to_what_is_not_there_is_not_made()
    {
        using var s3 = _bucket!.Endpoint.Connect();
        var payload = (await Open("1h").OfReleaseAsync(SemanticVersion.Parse("1.4.1"), [], CancellationToken.None)).Single(link => link.Path.Contains(".payload.", StringComparison.Ordinal));
        await s3.DeleteObjectAsync(_bucket.Name, "acme/edge-agent/" + payload.Path);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Open("1h").OfReleaseAsync(SemanticVersion.Parse("1.4.1"), [], CancellationToken.None));

        Assert.Equal("SLP3006", refusal.Code);
        Assert.Contains(payload.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("8d")]
    public void C04_a_lifetime_that_no_link_has_is_refused(string lifetime) =>
        Assert.Equal("SLP1035", Assert.Throws<InputException>(() => Open(lifetime)).Code);

    [Fact]
    public void C04_a_folder_makes_no_links_and_says_what_to_do()
    {
        var refusal = Assert.Throws<InputException>(() => new ReleaseLinks(_workshop.Repository, ReleaseLinks.DefaultLifetime));

        Assert.Equal("SLP1083", refusal.Code);
        Assert.Contains("slipway export", refusal.Hint, StringComparison.Ordinal);
    }

    private ReleaseLinks Open(string lifetime) => new(Repository, DurationText.Parse(lifetime));
}
