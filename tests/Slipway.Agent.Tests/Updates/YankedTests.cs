using System.Text.Json.Nodes;
using Slipway.Agent.Device;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Reports;

namespace Slipway.Agent.Tests.Updates;

/// <summary>A release that was yanked, in whole runs of the agent: 1.4.2 runs, after 1.4.1.</summary>
public sealed class YankedTests : IAsyncLifetime
{
    private const string Overheats = "1.4.2 was yanked: overheats the motor.";

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
    public async Task D2_A_yanked_release_is_left_for_the_one_that_the_offer_pins()
    {
        await YankAsync(pinned: "1.4.1");

        var run = await _device.RunAsync("update");
        var again = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith($"{Overheats} It is rolled back to 1.4.1.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Equal((0, $"{Overheats}\n"), (again.ExitCode, again.Output));
        Assert.Equal("versions/v1.4.1", _device.Current);
    }

    [Fact]
    public async Task D2_A_yanked_release_is_left_for_a_good_one_that_is_offered()
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3"));
        await _device.Repository.OfferAsync("1.4.3", change: null, Yanking("1.4.2"));

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.3", _device.Current);
    }

    [Fact]
    public async Task A_dead_end_is_refused_and_told_to_whoever_looks()
    {
        await YankAsync(pinned: null);

        var run = await _device.RunAsync("update");
        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;
        var check = await _device.RunAsync("check");
        var explain = await _device.RunAsync("explain", "--offline");

        var deadEnd = $"{Overheats} There is no release to go back to. stable offers no other one.";
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"slipway-agent: error SLP4028: {deadEnd}\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("hint: Nothing is stopped here", run.Error, StringComparison.Ordinal);
        Assert.Equal(("failed", "yanked", deadEnd, "1.4.2"), ((string?)status["ota_status"], (string?)status["reason"], (string?)status["message"], (string?)status["current_version"]));
        Assert.Equal((1, $"{deadEnd}\n"), (check.ExitCode, check.Output));
        Assert.Equal(1, explain.ExitCode);
        Assert.Contains($"  yanked               refuse {deadEnd}", explain.Output, StringComparison.Ordinal);
        Assert.Equal((ReportStatus.Refused, "yanked", deadEnd), (LastReport.Status, LastReport.Reason, LastReport.Message));
        Assert.Equal("versions/v1.4.2", _device.Current);
    }

    [Fact]
    public async Task A_dead_end_is_one_report_however_often_it_is_met_and_ends_with_the_next_release()
    {
        await YankAsync(pinned: null);
        await _device.RunAsync("update");
        await _device.RunAsync("update");
        var waiting = new Outbox(_device.Layout).List().Count;

        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3"));
        await _device.Repository.OfferAsync("1.4.3", change: null, Yanking("1.4.2"));
        var run = await _device.RunAsync("update");

        Assert.Equal(3, waiting);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.3", _device.Current);
    }

    [Fact]
    public async Task A_hold_keeps_a_yanked_release_and_the_world_is_told()
    {
        await YankAsync(pinned: "1.4.1");
        await _device.RunAsync("hold", "--reason", "pallet on the fork");

        var run = await _device.RunAsync("update");
        await _device.RunAsync("release");
        var released = await _device.RunAsync("update");

        Assert.Equal((3, $"1.4.1 is not installed: updates are held: pallet on the fork. {Overheats} It runs on.\n"), (run.ExitCode, run.Output));
        Assert.Contains(Reports, report => report is { Status: ReportStatus.Refused, Reason: "held" } && report.Message.Contains(Overheats, StringComparison.Ordinal));
        Assert.True(released.ExitCode == 0, released.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
    }

    [Theory]
    [InlineData(null, 0, "versions/v1.4.1")]
    [InlineData("wait", 3, "versions/v1.4.2")]
    public async Task A_closed_window_does_not_keep_a_yanked_release_unless_the_device_says_so(string? yanked, int exitCode, string current)
    {
        await YankAsync(pinned: "1.4.1");
        var (from, to) = (_device.Clock.GetUtcNow().AddHours(2), _device.Clock.GetUtcNow().AddHours(3));
        _device.Amend(json => json["maintenance"] = new JsonObject { ["from"] = $"{from:HH:mm}", ["to"] = $"{to:HH:mm}", ["yanked"] = yanked ?? "leave" });

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == exitCode, run.Output + run.Error);
        Assert.Equal(current, _device.Current);
    }

    private UpdateReport[] Reports => [.. new Outbox(_device.Layout).List().Select(name => new Outbox(_device.Layout).Read(name)!)];

    private UpdateReport LastReport => Reports[^1];

    private Task YankAsync(string? pinned) => _device.Repository.OfferAsync(
        "1.4.2",
        offer => offer with { Rollback = pinned is null ? null : _device.Repository.Reference(pinned) },
        rollout => Yanking("1.4.2")(rollout) with { State = RolloutState.Rollback });

    private static Func<Rollout, Rollout> Yanking(string version) =>
        rollout => rollout with { Yanked = [new YankedRelease(SemanticVersion.Parse(version), "overheats the motor", DateTimeOffset.UnixEpoch)] };
}
