using Slipway.Agent.Device;
using Slipway.Bundles;
using Slipway.Storage;

namespace Slipway.Agent.Tests.Updates;

/// <summary>Each test puts a device where a power cut would have left it, and starts the agent.</summary>
public sealed class RecoveryTests : UpdatedDeviceTests
{
    [Theory]
    [InlineData(false, "before both links")]
    [InlineData(true, "between previous and current")]
    public async Task C2_A_switch_that_had_not_moved_current_is_undone_and_done_again(bool isPreviousMoved, string because)
    {
        await InterruptAsync(JournalPhase.Switching, current: Old, previous: isPreviousMoved ? Old : null);

        var run = await Device.RunAsync("update");

        Assert.True(run.ExitCode == 0, because + run.Error);
        Assert.Contains("undone: 1.4.1 runs as before", run.Output, StringComparison.Ordinal);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (Device.Current, Device.Previous));
        AssertFinished();
    }

    [Theory]
    [InlineData(JournalPhase.Switching)]
    [InlineData(JournalPhase.Probation)]
    public async Task C2_A_switch_that_had_moved_current_is_put_on_probation_again_and_committed(JournalPhase phase)
    {
        await InterruptAsync(phase, current: New, previous: Old);

        var run = await Device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("committed 1.4.2", run.Output, StringComparison.Ordinal);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.2"], Device.Starts);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (Device.Current, Device.Previous));
        AssertFinished();
    }

    [Theory]
    [InlineData(false, false, "before both links")]
    [InlineData(true, false, "between current and previous")]
    [InlineData(true, true, "after both links")]
    public async Task C2_A_rollback_that_was_interrupted_is_completed(bool isCurrentBack, bool isPreviousBack, string because)
    {
        await InterruptAsync(JournalPhase.RollingBack, current: isCurrentBack ? Old : New, previous: isPreviousBack ? null : Old);

        var run = await Device.RunAsync("update");
        var again = await Device.RunAsync("update");

        Assert.True(run.ExitCode == 1, because);
        Assert.Contains("error SLP4007: 1.4.2 was rolled back: it was tired. 1.4.1 runs again.", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", Device.Current);
        Assert.Null(Device.Previous);
        Assert.Contains("error SLP4009:", again.Error, StringComparison.Ordinal);
        AssertFinished();
    }

    [Fact]
    public async Task C6_A_release_that_takes_theDevice_down_in_every_probation_is_rolled_back()
    {
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old, attempts: 3);

        var run = await Device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("its probation was interrupted 3 times", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", Device.Current);
        AssertFinished();
    }

    [Fact]
    public async Task C1_A_tree_that_was_damaged_meanwhile_is_not_put_on_probation_but_rolled_back()
    {
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old);
        await File.AppendAllTextAsync(Path.Combine(Device.Layout.Current, "version.txt"), "!");

        var run = await Device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("versions/v1.4.1", Device.Current);
        AssertFinished();
    }

    [Theory]
    [InlineData(JournalPhase.Switching, "empty")]
    [InlineData(JournalPhase.Probation, "empty")]
    [InlineData(JournalPhase.Probation, "removed")]
    [InlineData(JournalPhase.Probation, "a folder")]
    public async Task C2_A_tree_whose_approval_was_lost_is_rolled_back_and_not_waited_for(JournalPhase phase, string record)
    {
        await InterruptAsync(phase, current: New, previous: Old, attempts: 0);
        Damage("1.4.2", record);

        var run = await Device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4007: 1.4.2 was rolled back: it was damaged when its update was interrupted: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", Device.Current);
        AssertFinished();
    }

    [Fact]
    public async Task C2_A_lost_approval_of_the_version_before_does_not_bar_the_way_back_to_it()
    {
        await InterruptAsync(JournalPhase.RollingBack, current: New, previous: Old);
        Damage("1.4.1", "empty");

        var run = await Device.RunAsync("update");

        Assert.Contains("error SLP4007: 1.4.2 was rolled back: it was tired.", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", Device.Current);
        AssertFinished();
    }

    [Fact]
    public async Task A21_A_lost_approval_of_the_running_version_does_not_bar_the_way_back_by_hand()
    {
        Damage("1.4.2", "empty");

        var run = await Device.RunAsync("rollback");
        var again = await Device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("error SLP4009:", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C2_A_damaged_journal_has_what_runs_put_on_probation_again()
    {
        await File.WriteAllTextAsync(Device.Layout.Journal, "{");

        var run = await Device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("committed 1.4.2", run.Output, StringComparison.Ordinal);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.2"], Device.Starts);
        Assert.True(File.Exists(Device.Layout.Journal + ".damaged"));
        AssertFinished();
    }

    [Fact]
    public async Task C2_A_damaged_journal_does_not_keep_a_bad_release_on_the_air()
    {
        await Device.Repository.PublishAsync(new ReleaseRecipe("1.4.3") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 1 });
        await InstallUnwatchedAsync();
        await File.WriteAllTextAsync(Device.Layout.Journal, "");

        var run = await Device.RunAsync("confirm");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4007: 1.4.3 was rolled back: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.2", Device.Current);
        AssertFinished();
    }

    [Fact]
    public async Task C2_A_damaged_journal_without_a_way_back_is_dropped()
    {
        File.Delete(Device.Layout.Previous);
        await File.WriteAllTextAsync(Device.Layout.Journal, "{");

        var run = await Device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["1.4.1", "1.4.2"], Device.Starts);
        AssertFinished();
    }

    [Theory]
    [InlineData("quarantine.json")]
    [InlineData("floor.json")]
    [InlineData("time.json")]
    [InlineData("report.json")]
    [InlineData("outbox.json")]
    public async Task A_damaged_state_file_does_not_end_the_updates_of_aDevice(string name)
    {
        await File.WriteAllTextAsync(Path.Combine(Device.Layout.State, name), "{\"format\":");

        await Device.InstallAsync("1.4.3");

        Assert.Equal("versions/v1.4.3", Device.Current);
    }

    [Fact]
    public async Task C2_A_good_verdict_is_not_asked_for_again()
    {
        await InterruptAsync(JournalPhase.Committing, current: New, previous: Old);
        File.Delete(Device.Served);

        var run = await Device.RunAsync("confirm");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("committed 1.4.2", run.Output, StringComparison.Ordinal);
        Assert.Equal(["1.4.1", "1.4.2"], Device.Starts);
        AssertFinished();
    }

    [Theory]
    [InlineData(JournalPhase.Probation)]
    [InlineData(JournalPhase.Committing)]
    public async Task C2_What_the_channel_pins_survives_a_commit_that_was_interrupted(JournalPhase phase)
    {
        await InterruptAsync(phase, current: New, previous: Old, pinned: "1.3.0");
        Directory.CreateDirectory(Path.Combine(Device.Layout.Versions, "v1.3.0"));
        Directory.CreateDirectory(Path.Combine(Device.Layout.Versions, "v1.2.0"));

        await Device.RunAsync("confirm");

        Assert.Equal(["v1.3.0", "v1.4.1", "v1.4.2"], Device.Versions);
        AssertFinished();
    }

    [Fact]
    public async Task C2_Nothing_that_a_power_cut_leaves_behind_stays()
    {
        string[] files =
        [
            Path.Combine(Device.Layout.State, ".slipway-0011223344556677"),
            Path.Combine(Device.Layout.Installed, ".slipway-0011223344556677"),
            Path.Combine(Device.Layout.Metadata, ".slipway-0011223344556677"),
            Path.Combine(Device.Layout.Base, ".slipway-0011223344556677"),
            Path.Combine(Device.Layout.Installed, "1.3.0.json"),
        ];
        Array.ForEach(files, file => File.WriteAllText(file, "half"));
        var link = Path.Combine(Device.Layout.Base, ".slipway-8899aabbccddeeff");
        Directory.CreateSymbolicLink(link, "versions/v1.4.2");
        Directory.CreateDirectory(Path.Combine(Device.Layout.Versions, ".staging-0011223344556677", "tree"));
        Directory.CreateDirectory(Path.Combine(Device.Layout.Versions, ".staging-removed-v1.3.0"));

        var run = await Device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.All(files, file => Assert.False(File.Exists(file), file));
        Assert.Null(new FileInfo(link).LinkTarget);
        Assert.Equal(["v1.4.1", "v1.4.2"], Device.Versions);
        Assert.Equal(2, Directory.GetFiles(Device.Layout.Installed).Length);
        AssertFinished();
    }

    [Fact]
    public async Task C6_The_boots_that_a_release_may_take_are_configurable()
    {
        Device.Amend(json => json["max_attempts"] = 1);
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old, attempts: 1);

        var run = await Device.RunAsync("confirm");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("its probation was interrupted 1 times", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", Device.Current);
    }

    [Fact]
    public async Task C6_After_a_reboot_the_service_and_its_deadline_start_anew()
    {
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old, onAirSince: new BootInstant("another boot", 1), isStarted: true);

        var run = await Device.RunAsync("confirm");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.2"], Device.Starts);
        AssertFinished();
    }

    [Fact]
    public async Task C6_A_boot_is_counted_once_before_the_service_is_started_and_not_again_when_its_probation_begins()
    {
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old, attempts: 2, onAirSince: new BootInstant("another boot", 1), isStarted: true);

        var first = await Device.RunAsync("verify");
        var again = await Device.RunAsync("verify");
        var counted = new Journal(Device.Layout).Read()!.Attempts;
        var run = await Device.RunAsync("confirm");

        Assert.Equal((0, 0, 3), (first.ExitCode, again.ExitCode, counted));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.2", Device.Current);
        AssertFinished();
    }

    [Fact]
    public async Task C6_A_release_that_takes_theDevice_down_as_soon_as_it_starts_is_not_started_once_more()
    {
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old, attempts: 3, onAirSince: new BootInstant("another boot", 1), isStarted: true);

        var verify = await Device.RunAsync("verify");
        var current = Device.Current;
        var run = await Device.RunAsync("confirm");
        var again = await Device.RunAsync("update");

        Assert.True(verify.ExitCode == 0, verify.Error);
        Assert.Equal("versions/v1.4.1", current);
        Assert.Contains("error SLP4007: 1.4.2 was rolled back: its probation was interrupted 3 times. 1.4.1 runs again.", run.Error, StringComparison.Ordinal);
        Assert.Contains("error SLP4009:", again.Error, StringComparison.Ordinal);
        AssertFinished();
    }

    [Fact]
    public async Task C6_A_start_in_the_same_boot_is_not_counted()
    {
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old, attempts: 3, onAirSince: BootInstant.Of(Device.Clock, Device.Clock.GetTimestamp()), isStarted: true);

        await Device.RunAsync("verify");

        Assert.Equal((3, "versions/v1.4.2"), (new Journal(Device.Layout).Read()!.Attempts, Device.Current));
    }

    [Fact]
    public async Task C6_An_agent_that_died_buys_a_bad_release_no_time()
    {
        var longAgo = BootInstant.Of(Device.Clock, Device.Clock.GetTimestamp() - (60 * Device.Clock.TimestampFrequency));
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old, onAirSince: longAgo, isStarted: true);
        File.Delete(Device.Served);

        var run = await Device.RunAsync("confirm");

        // Asked once, since its deadline has passed, and not restarted first.
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.1"], Device.Starts);
        Assert.Contains("bad release on the air 6", run.Output, StringComparison.Ordinal);
        AssertFinished();
    }

    [Fact]
    public async Task Confirm_has_nothing_to_do_on_aDevice_at_rest_and_asks_no_repository()
    {
        Directory.Delete(Device.Repository.Folder, recursive: true);

        var run = await Device.RunAsync("confirm");

        Assert.Equal((0, "nothing was pending\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task C4_Confirm_waits_for_no_other_agent()
    {
        using var other = FileLock.TryAcquire(Device.Layout.Lock);

        var run = await Device.RunAsync("confirm");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error SLP4001:", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Leaves the device as an agent that is cut off right after the swap does.</summary>
    private async Task InstallUnwatchedAsync()
    {
        var run = await Device.RunAsync("update", "--no-restart");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private void Damage(string version, string how)
    {
        var file = Device.Layout.RecordOf(InstalledTree.Parse($"v{version}"));
        File.Delete(file);
        if (how == "empty")
        {
            File.WriteAllText(file, "");
        }
        else if (how == "a folder")
        {
            Directory.CreateDirectory(file);
        }
    }

    private async Task InterruptAsync(JournalPhase phase, InstalledTree current, InstalledTree? previous, int attempts = 1, string? pinned = null, BootInstant? onAirSince = null, bool isStarted = false)
    {
        var entry = Entry(phase) with
        {
            Attempts = attempts,
            Pinned = pinned is null ? null : SemanticVersion.Parse(pinned),
            OnAirSince = onAirSince,
            IsStarted = isStarted,
            Reason = phase == JournalPhase.RollingBack ? "it was tired" : null,
        };
        await InterruptAsync(entry, current);
        File.Delete(Device.Layout.Previous);
        if (previous is not null)
        {
            AtomicLink.Point(Device.Layout.Previous, previous.LinkTarget);
        }
    }

    private void AssertFinished()
    {
        Assert.False(File.Exists(Device.Layout.Journal));
        Assert.DoesNotContain(Device.Versions, name => name.StartsWith('.'));
        Assert.Equal(Path.GetFileName(Device.Current)![1..], File.ReadAllText(Path.Combine(Device.Layout.Current, "version.txt")));
    }
}
