using Slipway.Agent.Device;

namespace Slipway.Agent.Tests.Updates;

/// <summary>A release whose health is said by a program of its own.</summary>
public sealed class HealthCommandTests : IDisposable
{
    private readonly TestDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task D17_A_command_of_the_release_that_ends_with_0_is_enough()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2")
        {
            Health = "{}",
            HealthScript = "test \"$1\" = --quick && test -f version.txt && test \"$SLIPWAY_VERSION\" = 1.4.2",
        });

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.2", _device.Current);
    }

    [Fact]
    public async Task D17_A_command_that_ends_otherwise_takes_the_release_off_the_air_and_is_quoted()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { DeadlineSeconds = 1, HealthScript = "echo no sensor; printf 'bus \\033[31moff\\n' >&2; exit 3" });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("check-health ended with 3: expected 0. It said: bus <U+001B>[31moff", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
    }

    [Fact]
    public async Task A22_A_command_that_hangs_is_killed_and_leaves_no_time_beyond_the_deadline()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { DeadlineSeconds = 1, HealthScript = "sleep 600" });

        var run = await _device.RunAsync("update");

        Assert.Contains("check-health was not done within 1 s", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
    }

    [Fact]
    public async Task D17_A_contract_of_the_device_may_ask_for_a_command_and_an_answer()
    {
        await _device.InstallAsync("1.4.1");
        _device.Amend(json => json["health"] = System.Text.Json.Nodes.JsonNode.Parse("""{"deadline_s":1,"command":["not-there"],"url":"http://127.0.0.1:1/","conditions":[]}"""));
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("http://127.0.0.1:1/ does not answer", run.Error, StringComparison.Ordinal);
        Assert.Contains("; not-there ended with 127: expected 0.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_of_a_newer_kind_is_refused_before_anything_changes()
    {
        await _device.InstallAsync("1.4.1");
        _device.Amend(json => json["health"] = System.Text.Json.Nodes.JsonNode.Parse("""{"telepathy":true}"""));

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4004:", run.Error, StringComparison.Ordinal);
        Assert.Contains("health.telepathy is not a field", run.Error, StringComparison.Ordinal);
        Assert.Equal(InstalledTree.Parse("v1.4.1").LinkTarget, _device.Current);
    }
}
