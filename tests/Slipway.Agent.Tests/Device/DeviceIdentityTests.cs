using Slipway.Agent.Device;

namespace Slipway.Agent.Tests.Device;

public sealed class DeviceIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private DeviceLayout Layout => new(_folder["device"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_machine_id_is_hidden_as_systemd_hides_it()
    {
        // systemd-id128 machine-id --app-specific=0e14272ef7834f1bbcc65dfd3f2e047a on a machine with this id.
        Assert.Equal("5c279bd058714fcab5fa528cca47f313", DeviceIdentity.FromMachineId("3d1219c7c4c5404aaa1f6d2a48adfda4"));
    }

    [Fact]
    public async Task A_configured_id_wins_over_the_machine()
    {
        File.WriteAllText(_folder["machine-id"], "3d1219c7c4c5404aaa1f6d2a48adfda4\n");

        Assert.Equal("device-1", await ReadAsync("device-1"));
        Assert.Equal("5c279bd058714fcab5fa528cca47f313", await ReadAsync(configured: null));
        Assert.False(File.Exists(Layout.DeviceId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("uninitialized\n")]
    [InlineData("00000000000000000000000000000000\n")]
    public async Task Without_a_usable_machine_id_one_is_made_up_once(string? machineId)
    {
        if (machineId is not null)
        {
            File.WriteAllText(_folder["machine-id"], machineId);
        }

        var first = await ReadAsync(configured: null);

        Assert.Equal(32, first.Length);
        Assert.Equal(first, await ReadAsync(configured: null));
    }

    private Task<string> ReadAsync(string? configured) => DeviceIdentity.ReadAsync(Layout, configured, _folder["machine-id"], CancellationToken.None);
}
