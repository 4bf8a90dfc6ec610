using Slipway.Agent.Commands;
using Slipway.Agent.Device;
using Slipway.Storage;

namespace Slipway.Agent.Tests.Updates;

/// <summary>What is finished before an agent that is asked to stop does so, and what is left to the next run.</summary>
public sealed class StopTests : IAsyncLifetime
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

    [Fact]
    public async Task C6_A_trial_is_counted_before_its_files_are_read()
    {
        await WriteAsync(JournalPhase.Probation);

        var run = await RunUntilAsync("was interrupted", "confirm");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(2, new Journal(_device.Layout).Read()!.Attempts);
    }

    [Fact]
    public async Task C6_An_interrupted_way_back_is_not_interrupted_again()
    {
        await WriteAsync(JournalPhase.RollingBack);

        var run = await RunUntilAsync("was interrupted", "confirm");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.1"], _device.Starts);
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    [Fact]
    public async Task C6_A_shutdown_that_fells_the_service_first_is_no_verdict_about_the_release()
    {
        _device.Configure(start: "exit 143");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3"));

        var run = await RunUntilAsync("not healthy", "update");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(JournalPhase.Probation, new Journal(_device.Layout).Read()!.Phase);
        Assert.True(new Quarantine(_device.Layout).Read().IsEmpty);
    }

    [Fact]
    public async Task C6_A_service_is_not_left_stopped_half_way_through_its_restart()
    {
        var begun = _device.Scratch("begun");
        using var stop = new CancellationTokenSource();
        _device.Configure(start: $"touch {begun}; sleep 0.5; echo \"$SLIPWAY_VERSION\" >> {_device.Scratch("starts")}");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3"));

        var run = RunAsync(TextWriter.Null, stop.Token, "update");
        while (!File.Exists(begun) && !run.IsCompleted)
        {
            await Task.Delay(10);
        }

        await stop.CancelAsync();

        Assert.Equal(3, (await run).ExitCode);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.3"], _device.Starts);
        Assert.True(new Journal(_device.Layout).Read()!.IsStarted);
    }

    private async Task<AgentRun> RunUntilAsync(string line, string command)
    {
        await using var output = new StoppingWriter(line);
        return await RunAsync(output, output.Stop, command);
    }

    private async Task<AgentRun> RunAsync(TextWriter output, CancellationToken stop, string command)
    {
        await using var error = new StringWriter();
        var exitCode = await AgentProgram.RunAsync([command, "--base-dir", _device.Layout.Base], output, error, _device.Clock, stop);
        return new AgentRun(exitCode, output.ToString()!, error.ToString());
    }

    private async Task WriteAsync(JournalPhase phase)
    {
        await new Journal(_device.Layout).WriteAsync(new JournalEntry(phase, Old, New, PreviousBefore: null, _device.Repository.DigestOf("1.4.2")) { Attempts = 1 }, CancellationToken.None);
        AtomicLink.Point(_device.Layout.Current, New.LinkTarget);
    }
}
