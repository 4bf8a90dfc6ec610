using Slipway.Storage;

namespace Slipway.Agent.Tests.Installer;

/// <summary>An installer on a device that has been installed before.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const string OtherAnchor = """{"signed":{"_type":"root","version":1,"note":"others"}}""";

    private readonly ScratchRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_does_nothing()
    {
        InstallerText.Make(_root.Installer);

        var run = await _root.RunAsync("--dry-run");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));
        Assert.Contains($"would write: {_root.Product}/bin/slipway-agent\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"would write: {_root.Units}/slipway-edge-agent-confirm.service\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"would run: {_root.Product}/bin/slipway-agent update ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_on_the_same_device_again_finds_nothing_to_write()
    {
        InstallerText.Make(_root.Installer);
        await _root.RunAsync("--device-id", "device-7");
        var before = _root.Content();

        var run = await _root.RunAsync("--dry-run");

        Assert.DoesNotContain("would write", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, _root.Content());
    }

    [Fact]
    public async Task Another_trust_anchor_is_refused_until_it_is_asked_for()
    {
        InstallerText.Make(_root.Installer);
        await _root.RunAsync();
        var before = _root.Content();
        InstallerText.Make(_root.Installer, other: new Dictionary<string, string> { ["@TRUST_ANCHOR@"] = OtherAnchor });

        var refused = await _root.RunAsync();
        var unchanged = _root.Content();
        var replaced = await _root.RunAsync("--replace-trust");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("install.sh: error SLP4022: ", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, unchanged);
        Assert.True(replaced.ExitCode == 0, replaced.Error);
        Assert.Equal(OtherAnchor, (await File.ReadAllTextAsync(Path.Combine(_root.Product, "trust_anchor.json"), TestContext.Current.CancellationToken)).TrimEnd());
    }

    [Fact]
    public async Task While_an_update_runs_it_waits_and_then_asks_to_be_run_again()
    {
        InstallerText.Make(_root.Installer);
        await _root.RunAsync();
        InstallerText.Make(_root.Installer, agent: InstallerText.Agent + "# newer\n");
        var before = _root.Content();

        using (FileLock.TryAcquire(Path.Combine(_root.Product, "state", "lock")))
        {
            var busy = await _root.RunAsync("--wait", "0");

            Assert.Equal(3, busy.ExitCode);
            Assert.Contains("install.sh: error SLP4001: ", busy.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, _root.Content().Where(file => !file.Key.EndsWith("/lock", StringComparison.Ordinal)).ToDictionary());
        Assert.Equal(0, (await _root.RunAsync("--wait", "0")).ExitCode);
    }

    [Fact]
    public async Task The_lock_is_free_again_when_the_agent_is_run()
    {
        InstallerText.Make(_root.Installer, agent: "#!/bin/sh\n[ \"$1\" = --version ] || flock -n \"$3/state/lock\" echo 'agent: has the lock'\n");

        var run = await _root.RunAsync();

        Assert.EndsWith("agent: has the lock\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_is_applied_without_a_network_and_is_gone_afterwards()
    {
        InstallerText.Make(_root.Installer, agent: "#!/bin/sh\necho \"agent: $*\"; [ \"$1\" = --version ] || cat \"$2\"\n", pack: "the pack\n"u8.ToArray());

        var run = await _root.RunAsync();

        Assert.EndsWith($"agent: apply {_root.Product}/state/install.pack --offline --base-dir {_root.Product} --no-restart\nthe pack\n", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_root.Product, "state", "install.pack")));
        Assert.EndsWith("|| cat \"$2\"\n", await File.ReadAllTextAsync(Path.Combine(_root.Product, "bin", "slipway-agent"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_pack_is_refused()
    {
        InstallerText.Make(_root.Installer, pack: "the pack\n"u8.ToArray());
        var bytes = await File.ReadAllBytesAsync(_root.Installer, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(_root.Installer, bytes, TestContext.Current.CancellationToken);

        var run = await _root.RunAsync();

        Assert.Contains("error SLP4015: The installer is damaged or incomplete: its pack ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));
    }

    [Theory]
    [InlineData("SLP4018", "@LOADER@", "/lib/ld-other.so.1")]
    [InlineData("SLP4019", "@NEEDED_KB@", "999999999999")]
    public async Task A_device_that_does_not_fit_is_refused_with_a_code_of_its_own(string code, string placeholder, string value)
    {
        InstallerText.Make(_root.Installer, other: new Dictionary<string, string> { [placeholder] = value });

        var run = await _root.RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"install.sh: error {code}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("install.sh: hint: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));
    }

    [Fact]
    public async Task Versions_on_another_file_system_are_refused()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "there is no second file system at /dev/shm");
        InstallerText.Make(_root.Installer);
        Directory.CreateDirectory(_root.Product);
        Directory.CreateSymbolicLink(Path.Combine(_root.Product, "versions"), "/dev/shm");

        var run = await _root.RunAsync();

        Assert.Contains("install.sh: error SLP4020: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_another_product_is_not_taken_over_and_a_damaged_device_json_is_replaced()
    {
        InstallerText.Make(_root.Installer);
        await _root.RunAsync();
        var configuration = Path.Combine(_root.Product, "device.json");
        await File.WriteAllTextAsync(configuration, """{"product": "other"}""", TestContext.Current.CancellationToken);

        Assert.Contains("install.sh: error SLP4004: ", (await _root.RunAsync("--replace-trust")).Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(configuration, "", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await _root.RunAsync()).ExitCode);

        Assert.Contains("\"product\":\"edge-agent\"", await File.ReadAllTextAsync(configuration, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_behind_is_a_warning()
    {
        InstallerText.Make(_root.Installer, other: new Dictionary<string, string> { ["@SOURCE_TIME@"] = "99999999999" });

        var run = await _root.RunAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("install.sh: warning SLP4023: ", run.Error, StringComparison.Ordinal);
    }
}
