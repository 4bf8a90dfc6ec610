using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

public sealed class RepositorySourcesTests
{
    [Fact]
    public void Addresses_say_of_which_kind_a_repository_is()
    {
        using var mirrors = RepositorySources.Open(
            TimeProvider.System, RepositoryAddress.Parse("file:///srv/releases"), RepositoryAddress.Parse("https://example.invalid/a"), RepositoryAddress.Parse("http://example.invalid/{path}"));

        Assert.Collection(mirrors.Sources, source => Assert.IsType<FolderSource>(source), source => Assert.IsType<HttpSource>(source), source => Assert.IsType<HttpSource>(source));
    }

    [Fact]
    public void No_address_is_refused()
    {
        Assert.Equal("SLP4004", Assert.Throws<DeviceException>(() => RepositorySources.Open(TimeProvider.System)).Code);
    }
}
