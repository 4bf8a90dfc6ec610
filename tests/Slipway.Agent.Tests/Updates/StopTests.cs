using Slipway.Agent.Commands;
using Slipway.Agent.Device;

namespace Slipway.Agent.Tests.Updates;

/// <summary>What is finished before an agent that is asked to stop does so, and what is left to the next run.</summary>
public sealed class StopTests : UpdatedDeviceTests
{
    [Fact]
    public async Task C6_A_trial_is_counted_before_its_files_are_read()
    {
        await InterruptAsync(Entry(JournalPhase.Probation) with { Attempts = 1 }, New);

        var run = await RunUntilAsync("was interrupted", "confirm");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(2, new Journal(Device.Layout).Read()!.Attempts);
    }

    [Fact]
    public async Task C6_An_interrupted_way_back_is_not_interrupted_again()
    {
        await InterruptAsync(Entry(JournalPhase.RollingBack) with { Attempts = 1 }, New);

        var run = await RunUntilAsync("was interrupted", "confirm");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("versions/v1.4.1", Device.Current);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.1"], Device.Starts);
        Assert.False(File.Exists(Device.Layout.Journal));
    }

    [Fact]
    public async Task C6_A_shutdown_that_fells_the_service_first_is_no_verdict_about_the_release()
    {
        Device.Configure(start: "exit 143");
        await Device.Repository.PublishAsync(new ReleaseRecipe("1.4.3"));

        var run = await RunUntilAsync("not healthy", "update");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(JournalPhase.Probation, new Journal(Device.Layout).Read()!.Phase);
        Assert.True(new Quarantine(Device.Layout).Read().IsEmpty);
    }

    [Fact]
    public async Task C6_A_service_is_not_left_stopped_half_way_through_its_restart()
    {
        var begun = Device.Scratch("begun");
        using var stop = new CancellationTokenSource();
        Device.Configure(start: $"touch {begun}; sleep 0.5; echo \"$SLIPWAY_VERSION\" >> {Device.Scratch("starts")}");
        await Device.Repository.PublishAsync(new ReleaseRecipe("1.4.3"));

        var run = RunAsync(TextWriter.Null, stop.Token, "update");
        while (!File.Exists(begun) && !run.IsCompleted)
        {
            await Task.Delay(10);
        }

        await stop.CancelAsync();

        Assert.Equal(3, (await run).ExitCode);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.3"], Device.Starts);
        Assert.True(new Journal(Device.Layout).Read()!.IsStarted);
    }

    private async Task<AgentRun> RunUntilAsync(string line, string command)
    {
        await using var output = new StoppingWriter(line);
        return await RunAsync(output, output.Stop, command);
    }

    private async Task<AgentRun> RunAsync(TextWriter output, CancellationToken stop, string command)
    {
        await using var error = new StringWriter();
        var exitCode = await AgentProgram.RunAsync([command, "--base-dir", Device.Layout.Base], output, error, Device.Clock, stop);
        return new AgentRun(exitCode, output.ToString()!, error.ToString());
    }
}
