using Slipway.Agent.Device;

namespace Slipway.Agent.Tests.Device;

public sealed class DeviceLayoutTests
{
    [Theory]
    [InlineData("/option", "/variable", "/opt/edge-agent/bin/slipway-agent", "/option")]
    [InlineData(null, "/variable", "/opt/edge-agent/bin/slipway-agent", "/variable")]
    [InlineData(null, "", "/opt/edge-agent/bin/slipway-agent", "/opt/edge-agent")]
    [InlineData(null, null, "/opt/edge-agent/bin/slipway-agent", "/opt/edge-agent")]
    public void The_folder_is_the_option_s_else_the_variable_s_else_the_one_above_bin(string? option, string? variable, string executable, string expected) =>
        Assert.Equal(expected, DeviceLayout.Find(option, variable, executable).Base);

    [Fact]
    public void Without_any_of_them_it_asks()
    {
        var refusal = Assert.Throws<DeviceException>(() => DeviceLayout.Find(option: null, variable: null, "/home/user/slipway-agent"));

        Assert.Equal(DeviceFailure.Configuration, refusal.Failure);
        Assert.Contains("--base-dir", refusal.Hint, StringComparison.Ordinal);
    }
}
