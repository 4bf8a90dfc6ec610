using System.Text.Json.Nodes;

namespace Slipway.Agent.Tests.Commands;

/// <summary>The road once with the program that a device runs: with SLIPWAY_AGENT, the one that was compiled ahead of time.</summary>
public sealed class AgentProcessTests : IDisposable
{
    private readonly TestDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task D01_The_program_installs_updates_rolls_back_verifies_and_tells()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        var update = await RunAsync("update");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 2 });
        var bad = await RunAsync("update");
        var verify = await RunAsync("verify");
        var status = JsonNode.Parse((await RunAsync("status", "--json")).Output)!;

        Assert.True(update.ExitCode == 0, update.Error);
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("error SLP4007:", bad.Error, StringComparison.Ordinal);
        Assert.True(verify.ExitCode == 0, verify.Error);
        Assert.Equal(("1.4.2", "1.4.3"), (status["current_version"]!.GetValue<string>(), status["quarantine"]![0]!["version"]!.GetValue<string>()));
    }

    private Task<AgentRun> RunAsync(params string[] arguments) => ProcessRun.RunAsync(AgentProcess.File, [.. arguments, "--base-dir", _device.Layout.Base]);
}
