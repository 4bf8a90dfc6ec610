using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

public sealed class RepositorySourcesTests
{
    [Fact]
    public void Addresses_say_of_which_kind_a_repository_is()
    {
        using var mirrors = RepositorySources.Open(
            TimeProvider.System, new Uri("file:///srv/releases"), new Uri("https://example.invalid/a"), new Uri("http://example.invalid/a"));

        Assert.Collection(mirrors.Sources, source => Assert.IsType<FolderSource>(source), source => Assert.IsType<HttpSource>(source), source => Assert.IsType<HttpSource>(source));
    }

    [Fact]
    public void An_address_of_another_kind_and_no_address_are_refused()
    {
        Assert.Equal("SLP4004", Assert.Throws<DeviceException>(() => RepositorySources.Open(TimeProvider.System, new Uri("ftp://example.invalid/"))).Code);
        Assert.Equal("SLP4004", Assert.Throws<DeviceException>(() => RepositorySources.Open(TimeProvider.System)).Code);
    }
}
