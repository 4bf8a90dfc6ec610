using System.Text.Json.Nodes;
using Slipway.Agent.Commands;
using Slipway.Agent.Device;
using Slipway.Agent.Holds;
using Slipway.Storage;

namespace Slipway.Agent.Tests.Holds;

/// <summary>The operator's word in whole runs of the agent.</summary>
public sealed class HoldTests : IAsyncLifetime
{
    private readonly TestDevice _device = new();

    public async ValueTask InitializeAsync()
    {
        await _device.InstallAsync("1.4.0");
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
    }

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task B12_While_updates_are_held_nothing_is_downloaded_and_the_device_says_why()
    {
        var hold = await _device.RunAsync("hold", "--reason", "pallet on the fork");

        var run = await _device.RunAsync("update");
        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal((0, "updates are held: pallet on the fork\n"), (hold.ExitCode, hold.Output));
        Assert.Equal((3, "1.4.2 is not installed: updates are held: pallet on the fork.\n"), (run.ExitCode, run.Output));
        Assert.Equal(["v1.4.0", "v1.4.1"], _device.Versions);
        Assert.Equal(("held", "idle", "1.4.2"), ((string?)status["reason"], (string?)status["ota_status"], (string?)status["target_version"]));
    }

    [Fact]
    public async Task B12_Release_lets_the_next_run_install()
    {
        await _device.RunAsync("hold");
        var held = await _device.RunAsync("update", "--json");
        var release = await _device.RunAsync("release");

        var run = await _device.RunAsync("update");

        Assert.Equal((3, 0, "updates are not held\n"), (held.ExitCode, release.ExitCode, release.Output));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.2", _device.Current);
    }

    [Fact]
    public async Task B12_A_file_that_the_operators_program_makes_holds_until_it_is_removed()
    {
        await File.WriteAllTextAsync(_device.Layout.HoldFile, "in\u001b motion\nsecond line\n");

        var held = await _device.RunAsync("update");
        var release = await _device.RunAsync("release");
        File.Delete(_device.Layout.HoldFile);
        var run = await _device.RunAsync("update");

        Assert.Equal((3, "1.4.2 is not installed: updates are held: in motion.\n"), (held.ExitCode, held.Output));
        Assert.Equal(3, release.ExitCode);
        Assert.Contains("still held by", release.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_folder_where_the_file_should_be_holds_too()
    {
        Directory.CreateDirectory(_device.Layout.HoldFile);

        Assert.Equal(3, (await _device.RunAsync("update")).ExitCode);
    }

    [Fact]
    public async Task A_hold_that_is_damaged_holds_until_it_is_released()
    {
        await File.WriteAllTextAsync(_device.Layout.HoldRecord, "{");

        var held = await _device.RunAsync("update");
        await _device.RunAsync("release");

        Assert.Equal(3, held.ExitCode);
        Assert.Contains("cannot be read; 'slipway-agent release' removes it", held.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _device.RunAsync("update")).ExitCode);
    }

    [Fact]
    public async Task A_hold_ends_by_itself_when_it_was_said_for_how_long()
    {
        var files = new HoldFiles(_device.Layout);
        await _device.RunAsync("hold", "--for", "2h");
        var now = _device.Clock.GetUtcNow();

        Assert.NotNull(files.Find(now.AddMinutes(119)));
        Assert.Null(files.Find(now.AddMinutes(121)));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0")]
    public async Task A_duration_that_is_none_is_refused(string text)
    {
        var run = await _device.RunAsync("hold", "--for", text);

        Assert.Equal(2, run.ExitCode);
        Assert.False(File.Exists(_device.Layout.HoldRecord));
    }

    [Fact]
    public async Task Somebody_at_the_device_can_install_all_the_same()
    {
        await _device.RunAsync("hold");

        var run = await _device.RunAsync("update", "--ignore-hold");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.2", _device.Current);
    }

    [Fact]
    public async Task A21_A_hold_keeps_nobody_from_checking_verifying_and_going_back()
    {
        await _device.RunAsync("hold");

        var check = await _device.RunAsync("check", "--json");
        var verify = await _device.RunAsync("verify");
        var rollback = await _device.RunAsync("rollback");

        Assert.Equal((0, 0, 0), (check.ExitCode, verify.ExitCode, rollback.ExitCode));
        Assert.Equal(("held", "1.4.2"), ((string?)JsonNode.Parse(check.Output)!["reason"], (string?)JsonNode.Parse(check.Output)!["version"]));
        Assert.Equal("versions/v1.4.0", _device.Current);
    }

    [Fact]
    public async Task C2_A_hold_does_not_keep_an_interrupted_update_from_being_finished()
    {
        await _device.RunAsync("hold");
        var entry = new JournalEntry(JournalPhase.Probation, InstalledTree.Parse("v1.4.0"), InstalledTree.Parse("v1.4.1"), null, _device.Repository.DigestOf("1.4.1")) { Attempts = 1 };
        await new Journal(_device.Layout).WriteAsync(entry, CancellationToken.None);

        var run = await _device.RunAsync("update");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("committed 1.4.1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C4_A_hold_says_that_it_does_not_stop_what_is_under_way()
    {
        using var update = FileLock.TryAcquire(_device.Layout.Lock);

        var run = await _device.RunAsync("hold");

        Assert.Equal((0, "updates are held; what has been switched to already is not stopped\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task B12_A_hold_that_comes_while_the_release_is_being_prepared_keeps_it_from_being_switched_to()
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3") { Hooks = new Dictionary<string, string> { ["pre_swap"] = "[ -e \"$SLIPWAY_BASE_DIR/moved\" ] || : >\"$SLIPWAY_BASE_DIR/hold\"" } });

        var held = await _device.RunAsync("update");
        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;
        File.Move(_device.Layout.HoldFile, Path.Combine(_device.Layout.Base, "moved"));
        var run = await _device.RunAsync("update");

        Assert.Equal(3, held.ExitCode);
        Assert.EndsWith("1.4.3 is not installed: updates are held.\n", held.Output, StringComparison.Ordinal);
        Assert.Equal(("held", "idle", "1.4.3"), ((string?)status["reason"], (string?)status["ota_status"], (string?)status["target_version"]));
        Assert.Equal(["1.4.0", "1.4.1", "1.4.3"], _device.Starts);
        Assert.Contains("v1.4.3 is on the disk already, verified", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K1_A_hold_for_some_time_holds_where_the_clock_was_never_set()
    {
        var floor = _device.Clock.GetUtcNow();
        await new TimeFloor(_device.Layout).LiftAsync(floor, CancellationToken.None);
        await using var output = new StringWriter();

        await AgentProgram.RunAsync(["hold", "--for", "2h", "--base-dir", _device.Layout.Base], output, output, new UnsetClock(), CancellationToken.None);
        await AgentProgram.RunAsync(["status", "--base-dir", _device.Layout.Base], output, output, new UnsetClock(), CancellationToken.None);

        Assert.NotNull(new HoldFiles(_device.Layout).Find(floor.AddMinutes(90)));
        Assert.Contains("held             updates are held until ", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C10_What_is_held_is_said_also_when_it_is_another_release()
    {
        await _device.RunAsync("hold");
        await _device.RunAsync("update");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3"));
        await _device.RunAsync("update");

        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal("1.4.3", (string?)status["target_version"]);
    }

    [Fact]
    public async Task Outside_the_maintenance_window_nothing_is_installed()
    {
        var (from, to) = (_device.Clock.GetUtcNow().AddHours(2), _device.Clock.GetUtcNow().AddHours(3));
        var text = await File.ReadAllTextAsync(_device.Layout.Configuration);
        await File.WriteAllTextAsync(
            _device.Layout.Configuration,
            text.Replace("\"format\"", $"\"maintenance\":{{\"from\":\"{from:HH:mm}\",\"to\":\"{to:HH:mm}\"}},\"format\"", StringComparison.Ordinal));

        var closed = await _device.RunAsync("update");
        var open = await _device.RunAsync("update", "--ignore-hold");

        Assert.Equal(3, closed.ExitCode);
        Assert.Contains($"the maintenance window opens at {from:yyyy-MM-dd'T'HH:mm}+00:00.", closed.Output, StringComparison.Ordinal);
        Assert.Equal(0, open.ExitCode);
    }

    private sealed class UnsetClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
