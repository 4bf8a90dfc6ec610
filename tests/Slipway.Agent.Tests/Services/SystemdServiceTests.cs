using Slipway.Agent.Device;
using Slipway.Agent.Services;

namespace Slipway.Agent.Tests.Services;

public sealed class SystemdServiceTests : IDisposable
{
    private static readonly InstalledTree Tree = InstalledTree.Parse("v1.4.2");

    private readonly TemporaryFolder _folder = new();
    private readonly FakeSystemd _systemd;

    public SystemdServiceTests() => _systemd = new FakeSystemd(_folder["systemd"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A22_A_unit_that_hangs_while_it_stops_is_killed_and_its_restart_goes_on()
    {
        _systemd.Hang();
        _systemd.Say("deactivating", "stop-sigterm", restarts: 0);

        await Service(TimeSpan.FromMilliseconds(50)).RestartAsync(Tree, TimeSpan.FromSeconds(30), CancellationToken.None);

        Assert.Equal(["reset-failed edge-agent.service", "restart edge-agent.service", "show -p ActiveState,SubState,NRestarts,ExecMainStatus edge-agent.service", "kill --signal=SIGKILL edge-agent.service"], _systemd.Calls);
    }

    [Fact]
    public async Task C6_A_unit_that_was_started_too_often_lately_is_started_all_the_same()
    {
        await Service(TimeSpan.FromSeconds(6)).TakeOverAsync(Tree, TimeSpan.FromSeconds(30), CancellationToken.None);

        Assert.Equal(["reset-failed edge-agent.service", "restart edge-agent.service"], _systemd.Calls);
    }

    [Fact]
    public async Task A_unit_that_takes_its_time_to_start_is_not_killed()
    {
        _systemd.Hang();
        _systemd.Say("activating", "start", restarts: 0);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => Service(TimeSpan.FromMilliseconds(50)).RestartAsync(Tree, TimeSpan.FromSeconds(1), CancellationToken.None));

        Assert.Equal(DeviceFailure.Service, refusal.Failure);
        Assert.DoesNotContain(_systemd.Calls, call => call.StartsWith("kill", StringComparison.Ordinal));
    }

    [Fact]
    public async Task D18_The_log_is_the_journal_of_the_unit_since_the_switch()
    {
        var lines = await Service(TimeSpan.FromSeconds(6)).ReadLogAsync(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), CancellationToken.None);

        Assert.Equal(["first", "last <U+001B>[31mred"], lines);
        Assert.Equal(["journalctl -u edge-agent.service -n 200 --no-pager -o short-iso --since @1700000000"], _systemd.Calls);
    }

    [Fact]
    public async Task D18_A_log_file_of_the_product_takes_the_place_of_the_journal()
    {
        await File.WriteAllTextAsync(_folder["own.log"], "its own\n");

        var lines = await Service(TimeSpan.FromSeconds(6), new LogFile(_folder["own.log"])).ReadLogAsync(since: null, CancellationToken.None);

        Assert.Equal(["its own"], lines);
        Assert.Empty(_systemd.Calls);
    }

    [Fact]
    public async Task D18_A_log_file_that_is_a_link_leads_nowhere()
    {
        await File.WriteAllTextAsync(_folder["secret"], "for root only\n");
        File.CreateSymbolicLink(_folder["own.log"], _folder["secret"]);

        await Assert.ThrowsAsync<IOException>(() => Service(TimeSpan.FromSeconds(6), new LogFile(_folder["own.log"])).ReadLogAsync(since: null, CancellationToken.None));
    }

    private SystemdService Service(TimeSpan stopLimit, LogFile? log = null) =>
        new(new ServiceShell(new DeviceLayout(_folder["device"])), "edge-agent.service", log, new Systemctl(_systemd.Systemctl))
        {
            StopLimit = stopLimit,
            Journalctl = _systemd.Journalctl,
        };
}
