using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

public sealed class RepositoryMirrorsTests
{
    private const string OfferPath = "stable/linux-x64.json";

    private readonly RepositorySimulator _repository = new();
    private readonly Mirror _bad;
    private readonly Mirror _good;
    private readonly LocalMetadataInMemory _local = new();

    public RepositoryMirrorsTests()
    {
        _repository.AddTarget("stable", OfferPath, "an offer"u8.ToArray());
        _repository.Publish();
        _bad = new Mirror(_repository.Files);
        _good = new Mirror(_repository.Files);
    }

    [Theory]
    [InlineData("metadata/timestamp.json")]
    [InlineData("metadata/2.snapshot.json")]
    [InlineData("metadata/1.targets.json")]
    [InlineData("metadata/2.stable.json")]
    public async Task A8_a_file_that_one_mirror_fails_to_serve_is_asked_of_the_next(string path)
    {
        _bad.Answers[path] = () => throw new DeviceException(DeviceFailure.Transport, "answered 503");

        Assert.Equal("an offer", await ReadAsync());
    }

    [Theory]
    [InlineData("metadata/timestamp.json")]
    [InlineData("metadata/2.snapshot.json")]
    [InlineData("metadata/1.targets.json")]
    [InlineData("metadata/2.stable.json")]
    public async Task A8_a_file_that_one_mirror_garbles_or_hides_is_asked_of_the_next(string path)
    {
        _bad.Answers[path] = () => new MemoryStream("{}"u8.ToArray());
        Assert.Equal("an offer", await ReadAsync());

        _bad.Answers[path] = () => null;
        Assert.Equal("an offer", await ReadAsync());
    }

    [Fact]
    public async Task A8_a_body_that_breaks_off_is_begun_again_at_the_next_mirror()
    {
        foreach (var path in _bad.Files.Keys.Where(path => path.StartsWith("targets/", StringComparison.Ordinal)))
        {
            _bad.Answers[path] = () => new BreakingStream("an o"u8.ToArray());
        }

        Assert.Equal("an offer", await ReadAsync());
    }

    [Fact]
    public async Task A8_a_mirror_that_hides_a_new_root_does_not_end_the_chain()
    {
        await ReadAsync();
        _repository.Keys.Make("timestamp");
        _repository.PublishRoot();
        _repository.Publish();
        _good.Take(_repository.Files);

        var client = await RefreshAsync();

        Assert.Equal(2, client.Trusted.Root.Version);
    }

    [Fact]
    public async Task A8_when_every_mirror_fails_the_last_one_says_why_and_nothing_changes()
    {
        await ReadAsync();
        var before = await _local.ReadAsync(LocalFile.Role("timestamp"), CancellationToken.None);
        _repository.Publish();
        _bad.Answers["metadata/timestamp.json"] = () => throw new DeviceException(DeviceFailure.Transport, "the first");
        _good.Answers["metadata/timestamp.json"] = () => throw new DeviceException(DeviceFailure.Transport, "the second");

        var refusal = await Assert.ThrowsAsync<DeviceException>(RefreshAsync);

        Assert.Equal("the second", refusal.Message);
        Assert.Equal(before, await _local.ReadAsync(LocalFile.Role("timestamp"), CancellationToken.None));
    }

    [Fact]
    public async Task The_mirror_that_served_last_is_asked_first()
    {
        _bad.Answers["metadata/timestamp.json"] = () => throw new DeviceException(DeviceFailure.Transport, "down");

        await ReadAsync();

        Assert.Equal(["metadata/2.root.json", "metadata/timestamp.json"], _bad.Requests);
    }

    [Fact]
    public void The_mirrors_are_disposed_of_together()
    {
        new RepositoryMirrors(_bad, _good).Dispose();

        Assert.True(_bad.IsDisposed && _good.IsDisposed);
    }

    private async Task<TufClient> RefreshAsync()
    {
        var client = await TufClient.StartAsync(_repository.TrustAnchor, _local, new RepositoryMirrors(_bad, _good), RepositorySimulator.Time, CancellationToken.None);
        await client.RefreshAsync(CancellationToken.None);
        return client;
    }

    private async Task<string> ReadAsync()
    {
        var client = await RefreshAsync();
        var file = await client.FindTargetAsync(OfferPath, CancellationToken.None);
        return System.Text.Encoding.UTF8.GetString(await client.ReadTargetAsync(file!, 1_000, CancellationToken.None));
    }

    /// <summary>A copy of the repository, as it was at one time.</summary>
    private sealed class Mirror : IRepositorySource, IDisposable
    {
        public Mirror(Dictionary<string, byte[]> files) => Take(files);

        public Dictionary<string, byte[]> Files { get; private set; } = [];

        public Dictionary<string, Func<Stream?>> Answers { get; } = new(StringComparer.Ordinal);

        public List<string> Requests { get; } = [];

        public bool IsDisposed { get; private set; }

        public void Take(Dictionary<string, byte[]> files) => Files = new(files, StringComparer.Ordinal);

        public Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
        {
            Requests.Add(path);
            return Task.FromResult(Answers.TryGetValue(path, out var answer) ? answer() : Files.TryGetValue(path, out var bytes) ? new MemoryStream(bytes) : null);
        }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new DeviceException(DeviceFailure.Transport, "broke off");
    }
}
