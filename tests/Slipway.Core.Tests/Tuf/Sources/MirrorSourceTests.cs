using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

public sealed class MirrorSourceTests
{
    [Fact]
    public async Task A8_the_next_mirror_is_asked_when_one_cannot_be_reached()
    {
        using var mirrors = new MirrorSource(Broken("first"), Having("found"), Having("never asked"));

        await using var stream = await mirrors.OpenAsync("x", CancellationToken.None);

        Assert.Equal("found", await new StreamReader(stream!).ReadToEndAsync());
    }

    [Fact]
    public async Task A_mirror_that_does_not_have_the_file_has_answered()
    {
        using var mirrors = new MirrorSource(new Fake(() => null), Having("another"));

        Assert.Null(await mirrors.OpenAsync("x", CancellationToken.None));
    }

    [Fact]
    public async Task A8_when_none_can_be_reached_the_last_one_says_why()
    {
        using var mirrors = new MirrorSource(Broken("first"), Broken("second"));

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => mirrors.OpenAsync("x", CancellationToken.None));

        Assert.Equal("second", refusal.Message);
    }

    [Fact]
    public async Task Another_failure_than_the_transports_is_not_tried_elsewhere()
    {
        using var mirrors = new MirrorSource(new Fake(() => throw new TrustException(TrustFailure.Malformed, "x", "leads out")), Having("another"));

        await Assert.ThrowsAsync<TrustException>(() => mirrors.OpenAsync("x", CancellationToken.None));
    }

    [Fact]
    public void The_mirrors_are_disposed_of_together()
    {
        var first = Having("first");
        var second = Having("second");

        new MirrorSource(first, new FolderSource("/nowhere"), second).Dispose();

        Assert.True(first.IsDisposed && second.IsDisposed);
    }

    [Fact]
    public void Addresses_say_of_which_kind_a_repository_is()
    {
        Assert.IsType<FolderSource>(RepositorySources.Open(new Uri("file:///srv/releases")));
        Assert.IsType<HttpSource>(RepositorySources.Open(new Uri("https://example.invalid/a")));
        Assert.IsType<MirrorSource>(RepositorySources.Open(new Uri("https://example.invalid/a"), new Uri("file:///srv/releases")));
    }

    [Fact]
    public void An_address_of_another_kind_and_no_address_are_refused()
    {
        Assert.Equal("SLP4004", Assert.Throws<DeviceException>(() => RepositorySources.Open(new Uri("ftp://example.invalid/"))).Code);
        Assert.Equal("SLP4004", Assert.Throws<DeviceException>(() => RepositorySources.Open()).Code);
    }

    private static Fake Broken(string message) => new(() => throw new DeviceException(DeviceFailure.Transport, message));

    private static Fake Having(string text) => new(() => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));

    private sealed class Fake(Func<Stream?> answer) : IRepositorySource, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => Task.FromResult(answer());

        public void Dispose() => IsDisposed = true;
    }
}
