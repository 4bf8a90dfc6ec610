using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Agent.Tests.Installer;

/// <summary>The units that the installer writes, asked of systemd's own tool.</summary>
public sealed partial class UnitTests : IDisposable
{
    private const string Tool = "/usr/bin/systemd-analyze";

    private readonly ScratchRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("systemd")]
    [InlineData("command")]
    public async Task Systemd_finds_nothing_wrong_with_the_units(string serviceKind)
    {
        Assert.SkipUnless(File.Exists(Tool), "systemd-analyze is not installed");
        InstallerText.Make(_root.Installer, serviceKind);
        await _root.RunAsync("--no-update");
        Directory.CreateDirectory(Path.Combine(_root.Product, "current"));
        File.Copy(Path.Combine(_root.Product, "bin", "slipway-agent"), Path.Combine(_root.Product, "current", "edge-agent"));

        var run = await ProcessRun.RunAsync(Tool, ["verify", "--root", _root.Path, "--man=no", "--recursive-errors=no", .. Directory.EnumerateFiles(_root.Units).Select(Path.GetFileName)!]);

        Assert.DoesNotContain("edge-agent", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slipway-edge-agent.service", 2.5)]
    [InlineData("slipway-edge-agent-confirm.service", 2.5)]
    public async Task The_agent_is_exposed_no_more_than_the_page_says(string unit, double bound)
    {
        Assert.SkipUnless(File.Exists(Tool), "systemd-analyze is not installed");
        InstallerText.Make(_root.Installer);
        await _root.RunAsync("--no-update");

        var run = await ProcessRun.RunAsync(Tool, "security", "--offline=true", "--no-pager", Path.Combine(_root.Units, unit));

        var found = double.Parse(Exposure().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(found <= bound, run.Output);
    }

    [Fact]
    public void What_the_agent_itself_starts_inherits_no_sandbox()
    {
        var started = InstallerText.Unit("agent.service", "command");

        Assert.Contains("KillMode=process", started, StringComparison.Ordinal);
        Assert.DoesNotContain("Protect", started, StringComparison.Ordinal);
        Assert.Contains("ProtectSystem=strict\nReadWritePaths={{base_dir}}\n", InstallerText.Unit("agent.service"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent.service")]
    [InlineData("confirm.service")]
    public void C6_A_shutdown_asks_the_agent_to_stop_before_its_children(string unit) =>
        Assert.Contains("\nKillMode=mixed", InstallerText.Unit(unit), StringComparison.Ordinal);

    [Fact]
    public void An_interrupted_update_is_finished_at_boot_after_the_product_was_started()
    {
        var confirm = InstallerText.Unit("confirm.service");

        Assert.Contains("\nAfter=edge-agent.service\n", confirm, StringComparison.Ordinal);
        Assert.DoesNotContain("Before=", confirm, StringComparison.Ordinal);
        Assert.Contains("\nWantedBy=multi-user.target", confirm, StringComparison.Ordinal);
        Assert.Contains(" confirm --base-dir ", confirm, StringComparison.Ordinal);
    }

    [GeneratedRegex("Overall exposure level for [^:]*: ([0-9.]+)")]
    private static partial Regex Exposure();
}
