using System.Text.Json.Nodes;

namespace Slipway.Cli.Tests;

/// <summary>Rollouts as a schedule and a person drive them.</summary>
public sealed class RolloutTests : IAsyncLifetime
{
    private readonly Terminal _terminal = new();

    public async ValueTask InitializeAsync()
    {
        await _terminal.InitializeAsync();
        Edit("\"canary\": { \"waves\": [100] }", "\"canary\": { \"waves\": [\"0.5\", 100], \"soak\": \"1h\" }");
        await _terminal.PublishAsync("1.4.1");
        await _terminal.PublishAsync("1.4.2");
    }

    [Fact]
    public async Task B19_a_schedule_learns_from_the_exit_code_whether_to_come_again()
    {
        var early = await _terminal.TypeAsync("slipway rollout advance");
        Edit("\"soak\": \"1h\"", "\"soak\": \"0\"");
        var due = await _terminal.TypeAsync("slipway rollout advance --channel canary");
        var done = await _terminal.TypeAsync("slipway rollout advance --json");

        Assert.Equal((3, 0, 0), (early.ExitCode, due.ExitCode, done.ExitCode));
        Assert.Matches("^canary: 1.4.2 waits at 0.5% until .*Z\n  SLP6013: 1.4.2 is at 0.5% of canary since .*, and stays there for 1h.\nbeta: offers nothing\n", early.Output);
        Assert.StartsWith("canary: 1.4.2 goes from 0.5% to 100%\n  soak passed: ", due.Output, StringComparison.Ordinal);
        Assert.Equal(["complete", "nothing", "nothing"], JsonNode.Parse(done.Output)!["channels"]!.AsArray().Select(channel => (string)channel!["outcome"]!));
    }

    [Fact]
    public async Task D19_a_gate_that_is_broken_stops_the_rollout_and_the_job()
    {
        Edit("\"soak\": \"1h\"", "\"gates\": [{ \"name\": \"crash-rate\", \"command\": [\"false\"], \"on_failure\": \"rollback\" }]");

        var stopped = await _terminal.TypeAsync("slipway rollout advance");
        var later = await _terminal.TypeAsync("slipway rollout advance");

        Assert.Equal((1, 3), (stopped.ExitCode, later.ExitCode));
        Assert.StartsWith("canary: 1.4.2 goes back: gate crash-rate: exit code 1, exit code 0\n  gate/crash-rate failed: ", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("SLP6014", later.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B17_explain_says_whose_turn_it_is()
    {
        await _terminal.DoneAsync("slipway rollout halt --channel canary --reason smoke");

        var text = await _terminal.TypeAsync("slipway rollout explain --device robot-1 --channel canary --running 1.4.1");
        var json = JsonNode.Parse((await _terminal.TypeAsync("slipway rollout explain --device robot-1 --channel canary --running 1.4.1 --json")).Output)!;

        Assert.Equal(0, text.ExitCode);
        Assert.StartsWith("robot-1: The rollout of 1.4.2 is halted", text.Output, StringComparison.Ordinal);
        Assert.Contains("its turn is wave 2 of 2 (100%)", text.Output, StringComparison.Ordinal);
        Assert.Equal(("wait", "halted", 2), ((string?)json["decision"]!["decision"], (string?)json["decision"]!["reason"], (int?)json["wave"]));
    }

    [Theory]
    [InlineData("rollout set --channel canary", 2)]
    [InlineData("rollout set --channel canary --not-before tomorrow", 2)]
    [InlineData("rollout rollback --channel canary", 2)]
    [InlineData("rollout rollback --channel beta --reason smoke", 1)]
    [InlineData("rollout set --channel canary --not-before 2090-01-01T00:00:00Z", 0)]
    [InlineData("rollout rollback --channel canary --reason smoke", 0)]
    public async Task What_is_not_said_is_asked_for(string line, int exitCode) =>
        Assert.Equal(exitCode, (await _terminal.TypeAsync($"slipway {line}")).ExitCode);

    public ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Edit(string from, string to)
    {
        var text = File.ReadAllText(_terminal["slipway.json"]);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(_terminal["slipway.json"], text.Replace(from, to, StringComparison.Ordinal));
    }
}
