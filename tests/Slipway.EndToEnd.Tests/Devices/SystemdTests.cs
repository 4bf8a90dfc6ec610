using System.Text.Json;

namespace Slipway.EndToEnd.Tests.Devices;

/// <summary>A device as it is: the installer, its units and a real systemd, with releases that are good, sick, dead or cut off from power.</summary>
public sealed class SystemdTests : IAsyncLifetime
{
    private const string Agent = "/opt/edge-agent/bin/slipway-agent";

    private readonly Factory _factory = new();
    private SystemdHost? _machine;

    private SystemdHost Machine => _machine!;

    public async ValueTask InitializeAsync()
    {
        if (SystemdRoot.Obstacle is not null)
        {
            return;
        }

        await _factory.InitializeAsync();
        await _factory.ReleaseAsync("1.0.0", "healthy");
        await _factory.GenerateInstallerAsync();
        _machine = new SystemdHost(_factory.Folder);
        await Machine.StartAsync();
    }

    public ValueTask DisposeAsync()
    {
        _machine?.Dispose();
        _factory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A35_The_installer_starts_the_product_and_a_timer_that_brings_the_next_release()
    {
        await InstallAsync();
        Assert.Equal("1.0.0", await RunningAsync());
        Assert.Equal("enabled", await Machine.TypeAsync("systemctl is-enabled slipway-edge-agent.timer"));

        // Not in an hour, but now.
        await Machine.TypeAsync("mkdir -p /etc/systemd/system/slipway-edge-agent.timer.d && printf '[Timer]\\nOnUnitInactiveSec=1s\\nOnBootSec=1s\\nRandomizedDelaySec=0\\nAccuracySec=100ms\\n' > /etc/systemd/system/slipway-edge-agent.timer.d/soon.conf && systemctl daemon-reload && systemctl restart slipway-edge-agent.timer");
        await _factory.ReleaseAsync("1.1.0", "healthy");
        await Machine.WaitForAsync("update by the timer", async () => await LinkAsync("current") == "versions/v1.1.0" && await StatusAsync("ota_status") == "completed");

        Assert.Equal("1.1.0", await RunningAsync());
        Assert.Equal("versions/v1.0.0", await LinkAsync("previous"));
    }

    [Theory]
    [InlineData("unhealthy")]
    [InlineData("crashes")]
    [InlineData("hangs")]
    public async Task C6_A_sick_release_goes_off_the_air_and_the_one_before_runs_again(string behaviour)
    {
        await InstallAsync();
        await _factory.ReleaseAsync("1.1.0", behaviour);

        var (exitCode, output) = await Machine.RunAsync($"{Agent} update");

        Assert.True(exitCode == 1, output);
        Assert.Equal("1.0.0", await RunningAsync());
        Assert.Equal("health_rolled_back", await StatusAsync("reason"));
        Assert.Equal(1, (await Machine.RunAsync($"{Agent} update")).ExitCode);
        Assert.Equal("versions/v1.0.0", await LinkAsync("current"));
    }

    [Theory]
    [InlineData("healthy", "1.1.0")]
    [InlineData("unhealthy", "1.0.0")]
    public async Task C6_A_reboot_during_probation_ends_with_a_verdict_soon_after_boot(string behaviour, string survivor)
    {
        await InstallAsync();
        await _factory.ReleaseAsync("1.1.0", behaviour);
        await Machine.TypeAsync("systemctl start --no-block slipway-edge-agent.service");
        await Machine.WaitForAsync("swap", async () => await LinkAsync("current") == "versions/v1.1.0");

        await Machine.CutPowerAsync();
        await Machine.BootAsync();
        await Machine.WaitForAsync("verdict", async () => (await Machine.RunAsync("test ! -e /opt/edge-agent/state/journal.json")).ExitCode == 0);

        Assert.True(survivor == await RunningAsync(), await Machine.TypeAsync($"{Agent} status; journalctl --no-pager -o short-monotonic -u 'slipway-*' -u edge-agent.service"));
        Assert.Equal($"versions/v{survivor}", await LinkAsync("current"));
    }

    [Fact]
    public async Task A11_A_changed_file_keeps_the_service_from_starting()
    {
        await InstallAsync();
        await Machine.TypeAsync("echo '# changed' >> /opt/edge-agent/current/edge-agent");

        var (exitCode, _) = await Machine.RunAsync("systemctl restart edge-agent.service");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("SLP2", (await Machine.RunAsync("journalctl -u edge-agent.service --no-pager -o cat")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A11_C7_A_changed_file_brings_the_previous_version_back_where_that_is_asked_for()
    {
        await InstallAsync();
        await _factory.ReleaseAsync("1.1.0", "healthy");
        await Machine.TypeAsync($"{Agent} update");
        await Machine.TypeAsync("sed -i '1s/{/{\"verify\":{\"on_failure\":\"previous\"},/' /opt/edge-agent/device.json && echo '# changed' >> /opt/edge-agent/current/edge-agent");

        await Machine.TypeAsync("systemctl restart edge-agent.service");

        Assert.Equal("1.0.0", await RunningAsync());
        Assert.Equal("versions/v1.0.0", await LinkAsync("current"));
    }

    [Fact]
    public async Task B22_An_installer_with_a_pack_needs_no_repository_and_the_next_update_finds_it()
    {
        Assert.SkipWhen(SystemdRoot.Obstacle is not null, SystemdRoot.Obstacle ?? "");
        await _factory.PackInstallerAsync();
        await InstallAsync("mv /srv/releases /srv/away && sh /srv/install.sh; code=$?; mv /srv/away /srv/releases; exit $code");

        Assert.Equal("1.0.0", await RunningAsync());
        await _factory.ReleaseAsync("1.1.0", "healthy");
        await Machine.TypeAsync($"{Agent} update");
        Assert.Equal("1.1.0", await RunningAsync());
    }

    [Fact]
    public async Task A35_Uninstalled_nothing_is_left_and_installed_again_everything_runs()
    {
        await InstallAsync();
        await Machine.TypeAsync("sh /srv/install.sh --uninstall --purge");
        Assert.Equal(4, (await Machine.RunAsync("systemctl status edge-agent.service slipway-edge-agent.timer slipway-edge-agent-confirm.service")).ExitCode);
        Assert.NotEqual(0, (await Machine.RunAsync("test -e /opt/edge-agent")).ExitCode);

        await Machine.TypeAsync("sh /srv/install.sh");

        Assert.Equal("1.0.0", await RunningAsync());
    }

    [Fact]
    public async Task D18_The_report_of_a_rollback_ends_with_what_the_bad_release_logged()
    {
        await InstallAsync();
        await _factory.ReleaseAsync("1.1.0", "crashes");

        await Machine.RunAsync($"{Agent} update");

        var reports = await Machine.TypeAsync("cat /opt/edge-agent/state/outbox/*.json");
        Assert.Contains("edge-agent is crashes", reports, StringComparison.Ordinal);
        Assert.Contains("health_rolled_back", reports, StringComparison.Ordinal);
    }

    private async Task InstallAsync(string command = "sh /srv/install.sh")
    {
        Assert.SkipWhen(SystemdRoot.Obstacle is not null, SystemdRoot.Obstacle ?? "");

        // Like any product of systemd's kind it says when it is ready, and that it is alive.
        await Machine.TypeAsync("mkdir -p /etc/systemd/system/edge-agent.service.d && printf '[Service]\\nType=notify\\nNotifyAccess=all\\nWatchdogSec=3s\\n' > /etc/systemd/system/edge-agent.service.d/watchdog.conf");
        await Machine.TypeAsync(command);
    }

    /// <summary>The version whose process serves, not what any link says.</summary>
    private async Task<string> RunningAsync()
    {
        Assert.Equal("active", await Machine.TypeAsync("systemctl is-active edge-agent.service"));
        var folder = await Machine.TypeAsync("readlink /proc/$(systemctl show -P MainPID edge-agent.service)/cwd");
        return Path.GetFileName(folder)[1..];
    }

    private async Task<string> LinkAsync(string name) => (await Machine.RunAsync($"readlink /opt/edge-agent/{name}")).Output.Trim();

    private async Task<string?> StatusAsync(string field) =>
        JsonDocument.Parse(await Machine.TypeAsync($"{Agent} status --json")).RootElement.GetProperty(field).GetString();
}
