using Slipway.Agent.Device;
using Slipway.Storage;

namespace Slipway.Agent.Tests.Updates;

/// <summary>Each test puts a device where a power cut would have left it, and starts the agent.</summary>
public sealed class RecoveryTests : IAsyncLifetime
{
    private static readonly InstalledTree Old = InstalledTree.Parse("v1.4.1");
    private static readonly InstalledTree New = InstalledTree.Parse("v1.4.2");

    private readonly TestDevice _device = new();

    public async ValueTask InitializeAsync()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
    }

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false, "before both links")]
    [InlineData(true, "between previous and current")]
    public async Task C2_A_switch_that_had_not_moved_current_is_undone_and_done_again(bool isPreviousMoved, string because)
    {
        await InterruptAsync(JournalPhase.Switching, current: Old, previous: isPreviousMoved ? Old : null);

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, because + run.Error);
        Assert.Contains("undone: 1.4.1 runs as before", run.Output, StringComparison.Ordinal);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (_device.Current, _device.Previous));
        AssertFinished();
    }

    [Theory]
    [InlineData(JournalPhase.Switching)]
    [InlineData(JournalPhase.Probation)]
    public async Task C2_A_switch_that_had_moved_current_is_put_on_probation_again_and_committed(JournalPhase phase)
    {
        await InterruptAsync(phase, current: New, previous: Old);

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("committed 1.4.2", run.Output, StringComparison.Ordinal);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.2"], _device.Starts);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (_device.Current, _device.Previous));
        AssertFinished();
    }

    [Theory]
    [InlineData(false, false, "before both links")]
    [InlineData(true, false, "between current and previous")]
    [InlineData(true, true, "after both links")]
    public async Task C2_A_rollback_that_was_interrupted_is_completed(bool isCurrentBack, bool isPreviousBack, string because)
    {
        await InterruptAsync(JournalPhase.RollingBack, current: isCurrentBack ? Old : New, previous: isPreviousBack ? null : Old);

        var run = await _device.RunAsync("update");
        var again = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 1, because);
        Assert.Contains("error SLP4007: 1.4.2 was rolled back: it was tired. 1.4.1 runs again.", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Null(_device.Previous);
        Assert.Contains("error SLP4009:", again.Error, StringComparison.Ordinal);
        AssertFinished();
    }

    [Fact]
    public async Task C6_A_release_that_takes_the_device_down_in_every_probation_is_rolled_back()
    {
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old, attempts: 3);

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("its probation was interrupted 3 times", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        AssertFinished();
    }

    [Fact]
    public async Task C1_A_tree_that_was_damaged_meanwhile_is_not_put_on_probation_but_rolled_back()
    {
        await InterruptAsync(JournalPhase.Probation, current: New, previous: Old);
        await File.AppendAllTextAsync(Path.Combine(_device.Layout.Current, "version.txt"), "!");

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("versions/v1.4.1", _device.Current);
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

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4007: 1.4.2 was rolled back: it was damaged when its update was interrupted: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        AssertFinished();
    }

    [Fact]
    public async Task C2_A_lost_approval_of_the_version_before_does_not_bar_the_way_back_to_it()
    {
        await InterruptAsync(JournalPhase.RollingBack, current: New, previous: Old);
        Damage("1.4.1", "empty");

        var run = await _device.RunAsync("update");

        Assert.Contains("error SLP4007: 1.4.2 was rolled back: it was tired.", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        AssertFinished();
    }

    [Fact]
    public async Task A21_A_lost_approval_of_the_running_version_does_not_bar_the_way_back_by_hand()
    {
        Damage("1.4.2", "empty");

        var run = await _device.RunAsync("rollback");
        var again = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("error SLP4009:", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_journal_stops_the_agent_with_a_code()
    {
        await File.WriteAllTextAsync(_device.Layout.Journal, "{");

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4013:", run.Error, StringComparison.Ordinal);
    }

    private void Damage(string version, string how)
    {
        var file = _device.Layout.RecordOf(InstalledTree.Parse($"v{version}"));
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

    private async Task InterruptAsync(JournalPhase phase, InstalledTree current, InstalledTree? previous, int attempts = 1)
    {
        var entry = new JournalEntry(phase, Old, New, PreviousBefore: null, _device.Repository.DigestOf("1.4.2"))
        {
            Attempts = attempts,
            Reason = phase == JournalPhase.RollingBack ? "it was tired" : null,
        };
        await new Journal(_device.Layout).WriteAsync(entry, CancellationToken.None);
        AtomicLink.Point(_device.Layout.Current, current.LinkTarget);
        File.Delete(_device.Layout.Previous);
        if (previous is not null)
        {
            AtomicLink.Point(_device.Layout.Previous, previous.LinkTarget);
        }
    }

    private void AssertFinished()
    {
        Assert.False(File.Exists(_device.Layout.Journal));
        Assert.DoesNotContain(_device.Versions, name => name.StartsWith('.'));
        Assert.Equal(Path.GetFileName(_device.Current)![1..], File.ReadAllText(Path.Combine(_device.Layout.Current, "version.txt")));
    }
}
