using Slipway.Agent.Device;

namespace Slipway.Agent.Tests.Device;

public sealed class DeviceLayoutTests
{
    [Theory]
    [InlineData("/named", "/opt/edge-agent/bin/slipway-agent", "/named")]
    [InlineData("", "/opt/edge-agent/bin/slipway-agent", "/opt/edge-agent")]
    [InlineData(null, "/opt/edge-agent/bin/slipway-agent", "/opt/edge-agent")]
    public void The_folder_is_the_named_one_else_the_one_above_bin(string? named, string executable, string expected) =>
        Assert.Equal(expected, DeviceLayout.Find(named, executable).Base);

    [Fact]
    public void Without_either_it_asks()
    {
        var refusal = Assert.Throws<DeviceException>(() => DeviceLayout.Find(named: null, "/home/user/slipway-agent"));

        Assert.Equal(DeviceFailure.Configuration, refusal.Failure);
        Assert.Contains("--base-dir", refusal.Hint, StringComparison.Ordinal);
    }
}
