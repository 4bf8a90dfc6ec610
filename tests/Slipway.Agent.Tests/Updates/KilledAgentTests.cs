using System.Diagnostics;

namespace Slipway.Agent.Tests.Updates;

/// <summary>The agent as a process of its own, killed where it hurts.</summary>
public sealed class KilledAgentTests : IDisposable
{
    private readonly TestDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task C2_An_agent_killed_during_probation_leaves_a_device_that_the_next_run_finishes()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 20 });
        using var agent = StartAgent();
        await WaitForAsync(() => _device.Starts.Length == 2);
        agent.Kill();
        await agent.WaitForExitAsync();
        Assert.Equal("versions/v1.4.2", _device.Current);
        Assert.True(File.Exists(_device.Layout.Journal));

        // It becomes healthy while nobody watches.
        await File.WriteAllTextAsync(_device.Scratch("healthy.json"), ReleaseRecipe.Healthy);
        File.Copy(_device.Scratch("healthy.json"), _device.Served, overwrite: true);
        _device.Configure(start: $"cp {_device.Scratch("healthy.json")} {_device.Served}");
        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("committed 1.4.2", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    [Fact]
    public async Task C4_The_lock_of_a_killed_agent_is_free()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 20 });
        using var agent = StartAgent();
        await WaitForAsync(() => _device.Starts.Length == 2);

        var whileBusy = await _device.RunAsync("update");
        agent.Kill();
        await agent.WaitForExitAsync();
        var rollback = await _device.RunAsync("status");

        Assert.Equal(3, whileBusy.ExitCode);
        Assert.Equal(0, rollback.ExitCode);
        using var free = Slipway.Storage.FileLock.TryAcquire(_device.Layout.Lock);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task Asked_to_stop_the_agent_leaves_its_journal_and_says_so()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 20 });
        using var agent = StartAgent();
        await WaitForAsync(() => _device.Starts.Length == 2);

        await ProcessRun.RunAsync("/bin/kill", "-TERM", $"{agent.Id}");
        await agent.WaitForExitAsync();

        Assert.Equal(3, agent.ExitCode);
        Assert.True(File.Exists(_device.Layout.Journal));
    }

    private Process StartAgent() =>
        Process.Start(new ProcessStartInfo(AgentProcess.File, ["update", "--base-dir", _device.Layout.Base])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 600, "The agent did not come that far within a minute.");
            await Task.Delay(100);
        }
    }
}
