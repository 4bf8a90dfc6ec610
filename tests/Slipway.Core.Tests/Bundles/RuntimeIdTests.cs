using Slipway.Bundles;

namespace Slipway.Core.Tests.Bundles;

public sealed class RuntimeIdTests
{
    [Theory]
    [InlineData("linux-x64", "x86_64")]
    [InlineData("linux-arm64", "aarch64")]
    [InlineData("linux-arm", "armv7l")]
    [InlineData("linux-musl-arm64", "aarch64")]
    public void B03_a_runtime_names_the_architecture_as_the_device_does(string text, string architecture)
    {
        var runtime = RuntimeId.Parse(text);

        Assert.Equal(architecture, runtime.TargetArchitecture);
        Assert.Equal(text, runtime.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("linux")]
    [InlineData("linux-")]
    [InlineData("linux-musl")]
    [InlineData("linux-musl-musl-x64")]
    [InlineData("Linux-x64")]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    [InlineData("debian.12-x64")]
    public void What_is_not_a_portable_Linux_identifier_is_refused(string text) => Assert.Throws<FormatException>(() => RuntimeId.Parse(text));
}
