using System.Text;
using Slipway.Agent.Device;
using Slipway.Channels;
using Slipway.Json;

namespace Slipway.Agent.Tests.Device;

public sealed class DeviceConfigurationTests
{
    private const string Complete =
        """
        {"format":"slipway-device/1","product":"edge-agent","organization":"acme","rid":"linux-arm64","device_id":"device-1",
         "repositories":["https://releases.example.com/acme/edge-agent/","file:///media/stick/acme/edge-agent/"],
         "service":{"kind":"systemd","unit":"edge-agent.service"},"health":{"deadline_s":5}}
        """;

    [Fact]
    public void What_the_installer_wrote_is_read()
    {
        var configuration = Read(Complete);

        Assert.Equal(("edge-agent", "acme", "linux-arm64"), (configuration.Product.ToString(), configuration.Organization.ToString(), configuration.Runtime.ToString()));
        Assert.Equal(["https://releases.example.com/acme/edge-agent/", "file:///media/stick/acme/edge-agent/"], configuration.Repositories.Select(address => address.Text));
        Assert.Equal((ServiceKind.Systemd, "edge-agent.service"), (configuration.Service.Kind, configuration.Service.Unit));
        Assert.Equal(5, configuration.Health!.Deadline.TotalSeconds);
    }

    [Theory]
    [InlineData("slipway-device/1", "slipway-device/2", "format is 'slipway-device/2': expected 'slipway-device/1'")]
    [InlineData("https://releases", "ftp://releases", "repositories: 'ftp://releases.example.com/acme/edge-agent/' is not the address of a repository: expected http, https or file")]
    [InlineData("\"service\"", "\"redirect_hosts\":[\"https://h/\"],\"service\"", "redirect_hosts: 'https://h/' is not a host")]
    [InlineData("\"service\"", "\"link_command\":[],\"service\"", "link_command is not a command")]
    [InlineData("\"service\"", "\"link_command\":\"sign\",\"service\"", "link_command is a text: expected an array of texts")]
    [InlineData("\"systemd\"", "\"docker\"", "service.kind is 'docker': expected systemd, command or none")]
    [InlineData("edge-agent.service", "a'; reboot #.service", "service.unit is")]
    [InlineData("\"service\"", "\"verify\":{\"on_failure\":\"reboot\"},\"service\"", "verify.on_failure is 'reboot': expected refuse or previous")]
    [InlineData("\"service\"", "\"verify\":{\"on_fail\":\"refuse\"},\"service\"", "verify.on_fail is not a field")]
    [InlineData("\"service\"", "\"maintenance\":{\"from\":\"22:00\"},\"service\"", "maintenance.to is missing")]
    [InlineData("device-1", "device 1", "device_id is 'device 1': expected 1 to 128 printable")]
    public void What_cannot_be_is_refused_with_the_field(string text, string replacement, string message)
    {
        var refusal = Assert.ThrowsAny<FormatException>(() => Read(Complete.Replace(text, replacement, StringComparison.Ordinal)));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "stable")]
    [InlineData("beta\n", "beta")]
    public void A14_The_channel_is_a_line_in_a_file_and_stable_without(string? content, string channel)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["device.json"], Complete);
        if (content is not null)
        {
            File.WriteAllText(folder["channel"], content);
        }

        var configuration = DeviceConfiguration.Read(new DeviceLayout(folder.Path));

        Assert.Equal(ChannelName.Parse(channel), configuration.Channel);
    }

    [Fact]
    public void A_missing_file_is_a_coded_refusal_with_a_hint()
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<DeviceException>(() => DeviceConfiguration.Read(new DeviceLayout(folder.Path)));

        Assert.Equal(DeviceFailure.Configuration, refusal.Failure);
        Assert.Contains("install.sh", refusal.Hint, StringComparison.Ordinal);
    }

    private static DeviceConfiguration Read(string json) =>
        DeviceConfiguration.FromJson(new JsonFields(StrictJson.ParseObject(Encoding.UTF8.GetBytes(json))), ChannelName.Default);
}
