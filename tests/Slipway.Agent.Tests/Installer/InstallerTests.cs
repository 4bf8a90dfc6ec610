using System.Text.RegularExpressions;
using Slipway.Channels;

namespace Slipway.Agent.Tests.Installer;

public sealed partial class InstallerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InstallerTests() => Directory.CreateDirectory(_folder["root"]);

    private string Installer => _folder["install.sh"];

    private string Root => _folder["root"];

    private string Product => Path.Combine(Root, "opt", "edge-agent");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_image_gets_agent_configuration_and_units_and_ends_with_an_update_that_starts_nothing()
    {
        InstallerText.Make(Installer);

        var run = await RunAsync("--root", Root, "--channel", "beta", "--device-id", "device-7");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.EndsWith($"agent: update --base-dir {Product} --no-restart\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(InstallerText.Agent, Read("bin/slipway-agent"));
        Assert.Equal("""{"signed":{"_type":"root","note":"$HOME `id` \\ '"}}""", Read("trust_anchor.json").TrimEnd());
        Assert.Equal("""{"device_id":"device-7","format":"slipway-device/1","product":"edge-agent"}""", Read("device.json").TrimEnd());
        Assert.Equal("beta\n", Read("channel"));
        Assert.Contains("ExecStart=/opt/edge-agent/bin/slipway-agent update --base-dir /opt/edge-agent\n", ReadUnit("slipway-edge-agent.service"), StringComparison.Ordinal);
        Assert.Contains("RandomizedDelaySec=15min\n", ReadUnit("slipway-edge-agent.timer"), StringComparison.Ordinal);
        Assert.Contains("\nExecStartPre=+/opt/edge-agent/bin/slipway-agent verify --base-dir /opt/edge-agent\nExecStart=/opt/edge-agent/current/edge-agent\n", ReadUnit("edge-agent.service"), StringComparison.Ordinal);
        Assert.Contains("OnBootSec=", ReadUnit("timers.target.wants/slipway-edge-agent.timer"), StringComparison.Ordinal);
        Assert.DoesNotContain("{{", ReadUnit("edge-agent.service"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_again_it_keeps_versions_state_channel_and_device_id()
    {
        InstallerText.Make(Installer);
        await RunAsync("--root", Root, "--channel", "beta", "--device-id", "device-7", "--no-update");
        Directory.CreateDirectory(Path.Combine(Product, "versions", "v1.4.1"));
        File.WriteAllText(Path.Combine(Product, "state", "floor.json"), "{}");
        InstallerText.Make(Installer, agent: InstallerText.Agent + "# newer\n");

        var run = await RunAsync("--root", Root);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.EndsWith("# newer\n", Read("bin/slipway-agent"), StringComparison.Ordinal);
        Assert.Equal("beta\n", Read("channel"));
        Assert.Contains("\"device_id\":\"device-7\"", Read("device.json"), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(Product, "versions", "v1.4.1")));
        Assert.Equal("{}", Read("state/floor.json"));
        Assert.Empty(Directory.EnumerateFiles(Product, "*.slipway-new", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_exit_code_is_that_of_the_update()
    {
        InstallerText.Make(Installer, agent: "#!/bin/sh\n[ \"$1\" = --version ] || exit 3\n");

        var run = await RunAsync("--root", Root);

        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public async Task Start_runs_the_product_from_a_scratch_folder()
    {
        InstallerText.Make(Installer, serviceKind: "command");

        var run = await RunAsync("--root", Root, "--start");

        Assert.EndsWith($"agent: update --base-dir {Product}\n", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Root, "etc/systemd/system/edge-agent.service")));
    }

    [Fact]
    public async Task A_damaged_installer_changes_nothing()
    {
        InstallerText.Make(Installer);
        var bytes = await File.ReadAllBytesAsync(Installer);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(Installer, bytes);

        AssertRefused("SLP4015", await RunAsync("--root", Root));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.9)]
    [InlineData(0.999)]
    public async Task An_installer_that_was_cut_off_changes_nothing(double part)
    {
        InstallerText.Make(Installer);
        var bytes = await File.ReadAllBytesAsync(Installer);
        await File.WriteAllBytesAsync(Installer, bytes[..(int)(bytes.Length * part)]);

        var run = await RunAsync("--root", Root);

        // Cut off within the text, nothing is called; or the shell finds the function's end missing.
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
        Assert.DoesNotContain("agent:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_from_a_pipe_it_refuses()
    {
        InstallerText.Make(Installer);

        var run = await ProcessRun.RunAsync("/bin/sh", "-c", $"cat {Installer} | sh -s -- --root {Root}");

        AssertRefused("SLP4015", run);
    }

    [Fact]
    public async Task Another_machine_is_refused_unless_an_image_is_only_filled()
    {
        InstallerText.Make(Installer, machine: "pdp11");

        AssertRefused("SLP4017", await RunAsync("--root", Root));
        var filled = await RunAsync("--root", Root, "--no-update");

        Assert.True(filled.ExitCode == 0, filled.Error);
        Assert.Equal(InstallerText.Agent, Read("bin/slipway-agent"));
    }

    [Fact]
    public async Task An_agent_that_does_not_run_here_is_not_installed()
    {
        InstallerText.Make(Installer, agent: "#!/bin/sh\necho 'GLIBC_2.99 not found'; exit 1\n");

        var run = await RunAsync("--root", Root);

        AssertRefused("SLP4014", run);
        Assert.Contains("GLIBC_2.99 not found", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("releases")]
    [InlineData("rollout")]
    [InlineData("trust")]
    [InlineData("root")]
    [InlineData("targets")]
    [InlineData("snapshot")]
    [InlineData("timestamp")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234x")]
    public async Task A_channel_that_the_agent_would_refuse_is_refused_before_it_is_written(string channel)
    {
        InstallerText.Make(Installer);
        Assert.False(ChannelName.TryParse(channel, out _));

        var run = await RunAsync("--root", Root, "--channel", channel);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"install.sh: '{channel}' is ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }

    [Theory]
    [InlineData("--purge")]
    [InlineData("--channel")]
    [InlineData("--channel", "Beta")]
    [InlineData("--base-dir", "relative")]
    [InlineData("--base-dir", "/")]
    [InlineData("--base-dir", "//")]
    [InlineData("--base-dir", "/opt/../etc")]
    [InlineData("--base-dir", "/.")]
    [InlineData("--base-dir", "/opt/.")]
    [InlineData("--base-dir", "/./usr")]
    [InlineData("--base-dir", "/opt//x")]
    [InlineData("--base-dir", "/usr")]
    [InlineData("--base-dir", "/usr/")]
    [InlineData("--base-dir", "/var/lib")]
    [InlineData("--base-dir", "/opt/a b")]
    [InlineData("--wait", "soon")]
    [InlineData("--device-id", "a\"b")]
    [InlineData("--root", "/no/such/folder")]
    public async Task A_command_line_that_cannot_be_used_exits_with_2(params string[] arguments)
    {
        InstallerText.Make(Installer);

        var run = await RunAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Usage: sh install.sh", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("opt")]
    [InlineData("etc")]
    public async Task A_link_of_an_image_does_not_lead_to_the_machine_that_fills_it(string name)
    {
        InstallerText.Make(Installer);
        Directory.CreateDirectory(_folder["machine"]);
        Directory.CreateSymbolicLink(Path.Combine(Root, name), _folder["machine"]);

        var run = await RunAsync("--root", Root, "--no-update");

        Assert.Contains("install.sh: error SLP4021: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["machine"]));
    }

    [Fact]
    public async Task A_device_whose_folder_is_a_link_to_another_file_system_is_upgraded()
    {
        InstallerText.Make(Installer);
        Directory.CreateDirectory(Path.Combine(Root, "data"));
        Directory.CreateDirectory(Path.Combine(Root, "opt"));
        Directory.CreateSymbolicLink(Product, "../data");
        await RunAsync("--root", Root, "--no-update");

        // A stat to whom every link lies somewhere else than what it leads to.
        const string stat = "if [ -L \"$4\" ] || [ -L \"$3\" ]; then case $1 in -L) ;; *) echo 1; exit ;; esac; fi; exec /usr/bin/stat \"$@\"";
        Directory.CreateDirectory(_folder["bin"]);
        await File.WriteAllTextAsync(_folder["bin/stat"], $"#!/bin/sh\n{stat}\n");
        File.SetUnixFileMode(_folder["bin/stat"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var run = await ProcessRun.RunAsync("/bin/sh", "-c", $"PATH={_folder["bin"]}:$PATH sh {Installer} --root {Root} --no-update");

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task The_root_is_the_folder_that_was_named_whatever_CDPATH_says()
    {
        InstallerText.Make(Installer);
        Directory.CreateDirectory(_folder["elsewhere/root"]);

        var run = await ProcessRun.RunAsync("/bin/sh", "-c", $"cd {_folder.Path} && CDPATH={_folder["elsewhere"]} sh {Installer} --root root --no-update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists(Path.Combine(Product, "bin/slipway-agent")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["elsewhere/root"]));
    }

    [Fact]
    public void Every_placeholder_is_documented_and_filled()
    {
        var templates = string.Concat(((string[])["install.sh", "agent.service", "agent.timer", "agent.sandbox", "agent.open", "confirm.service", "product.service"]).Select(InstallerText.Template));
        var documented = InstallerText.Template("README.md");

        Assert.All(Placeholder().Matches(templates), match => Assert.Contains($"`{match.Value}`", documented, StringComparison.Ordinal));
        Assert.DoesNotMatch(Placeholder(), InstallerText.Make(Installer));
    }

    [Fact]
    public async Task The_template_and_what_is_made_of_it_pass_shellcheck()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/shellcheck"), "shellcheck is not installed");
        await File.WriteAllTextAsync(_folder["filled.sh"], InstallerText.Make(Installer));

        var run = await ProcessRun.RunAsync("/usr/bin/shellcheck", Path.Combine(InstallerText.TemplateFolder, "install.sh"), _folder["filled.sh"]);

        Assert.True(run.ExitCode == 0, run.Output);
    }

    private void AssertRefused(string code, AgentRun run)
    {
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"install.sh: error {code}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("install.sh: hint: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }

    private Task<AgentRun> RunAsync(params string[] arguments) => ProcessRun.RunAsync("/bin/sh", [Installer, .. arguments]);

    private string Read(string file) => File.ReadAllText(Path.Combine(Product, file));

    private string ReadUnit(string name) => File.ReadAllText(Path.Combine(Root, "etc/systemd/system", name));

    [GeneratedRegex("@[A-Z_0-9]+@")]
    private static partial Regex Placeholder();
}
