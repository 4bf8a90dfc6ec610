namespace Slipway.Agent.Tests.Installer;

public sealed class UninstallTests : IDisposable
{
    private readonly ScratchRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task What_was_installed_goes_and_what_the_device_remembers_stays()
    {
        await InstallAsync();

        var run = await _root.RunAsync("--uninstall");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["channel", "device.json", "state", "trust_anchor.json"], Names(_root.Product));
        Assert.Empty(Directory.EnumerateFiles(_root.Units, "*", SearchOption.AllDirectories));
        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(_root.Product, "state", "floor.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Purge_leaves_nothing_and_touches_nothing_beside_it()
    {
        await InstallAsync();
        var beside = Path.Combine(_root.Path, "opt", "other");
        Directory.CreateDirectory(beside);
        await File.WriteAllTextAsync(Path.Combine(beside, "file"), "kept", TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(Path.Combine(_root.Product, "versions", "outside"), beside);

        var run = await _root.RunAsync("--uninstall", "--purge");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["other"], Names(Path.Combine(_root.Path, "opt")));
        Assert.Equal(["file"], Names(beside));
    }

    [Fact]
    public async Task Files_that_are_not_ours_keep_their_folder()
    {
        await InstallAsync();
        await File.WriteAllTextAsync(Path.Combine(_root.Product, "notes"), "", TestContext.Current.CancellationToken);

        var run = await _root.RunAsync("--uninstall", "--purge");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["notes"], Names(_root.Product));
        Assert.Contains($"kept {_root.Product}: it is not empty\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_that_the_device_made_its_own_stays()
    {
        await InstallAsync();
        var unit = Path.Combine(_root.Units, "edge-agent.service");
        await File.WriteAllTextAsync(unit, "[Service]\n", TestContext.Current.CancellationToken);

        var run = await _root.RunAsync("--uninstall");

        Assert.True(File.Exists(unit), run.Output);
        Assert.Contains($"kept {unit}: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_installed_it_says_so_with_a_code()
    {
        InstallerText.Make(_root.Installer);

        var run = await _root.RunAsync("--uninstall", "--purge");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("install.sh: error SLP4012: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_another_product_is_left_alone()
    {
        await InstallAsync();
        await File.WriteAllTextAsync(Path.Combine(_root.Product, "device.json"), """{"product": "other"}""", TestContext.Current.CancellationToken);
        var before = _root.Content();

        var run = await _root.RunAsync("--uninstall", "--purge");

        Assert.Contains("install.sh: error SLP4004: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, _root.Content());
    }

    [Fact]
    public async Task A_folder_that_is_not_ours_loses_nothing_when_the_wrong_one_is_named()
    {
        await InstallAsync();
        var beside = Path.Combine(_root.Path, "srv/git");
        Directory.CreateDirectory(Path.Combine(beside, "versions"));
        Directory.CreateDirectory(Path.Combine(beside, "state"));
        await File.WriteAllTextAsync(Path.Combine(beside, "versions", "precious"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(beside, "state", "precious"), "", TestContext.Current.CancellationToken);

        await _root.RunAsync("--uninstall", "--purge", "--base-dir", "/srv/git");

        Assert.True(File.Exists(Path.Combine(beside, "versions", "precious")));
        Assert.True(File.Exists(Path.Combine(beside, "state", "precious")));
    }

    [Fact]
    public async Task One_that_was_interrupted_is_completed_by_the_next()
    {
        await InstallAsync();

        // Killed when the agent was gone, but not yet what it remembers.
        File.Delete(Path.Combine(_root.Product, "bin", "slipway-agent"));
        Directory.Delete(_root.Units, recursive: true);
        var run = await _root.RunAsync("--uninstall", "--purge");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(Directory.Exists(_root.Product));
    }

    [Fact]
    public async Task A_dry_run_removes_nothing()
    {
        await InstallAsync();
        var before = _root.Content();

        var run = await _root.RunAsync("--uninstall", "--purge", "--dry-run");

        Assert.Contains($"would run: rm -rf {_root.Product}/versions\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, _root.Content());
    }

    [Fact]
    public async Task A_product_of_service_commands_is_stopped_first()
    {
        InstallerText.Make(_root.Installer, serviceKind: "command");
        await _root.RunAsync("--start");

        var run = await _root.RunAsync("--uninstall", "--start");

        Assert.StartsWith($"stopped in {_root.Product}\n", run.Output, StringComparison.Ordinal);
    }

    private async Task InstallAsync()
    {
        InstallerText.Make(_root.Installer);
        var run = await _root.RunAsync("--device-id", "device-7");
        Assert.True(run.ExitCode == 0, run.Error);
        Directory.CreateDirectory(Path.Combine(_root.Product, "versions", "v1.4.1"));
        Directory.CreateSymbolicLink(Path.Combine(_root.Product, "current"), "versions/v1.4.1");
        await File.WriteAllTextAsync(Path.Combine(_root.Product, "state", "floor.json"), "{}", TestContext.Current.CancellationToken);
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
}
