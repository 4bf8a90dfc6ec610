using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Cli.Tests;

/// <summary>Taking releases back, typed as docs/cli.md has it. Canary offers 1.4.3 after 1.4.2.</summary>
public sealed class RecallTests : IAsyncLifetime
{
    private readonly Terminal _terminal = new();

    public async ValueTask InitializeAsync()
    {
        await _terminal.InitializeAsync();
        await _terminal.PublishAsync("1.4.2");
        await _terminal.PublishAsync("1.4.3");
    }

    [Fact]
    public async Task Yank_says_for_each_channel_what_happens_and_what_comes_next()
    {
        var yank = await _terminal.TypeAsync("slipway yank 1.4.3 --reason overheats");
        var again = await _terminal.TypeAsync("slipway yank 1.4.3 --reason overheats --json");
        var refused = await _terminal.TypeAsync("slipway publish 1.4.3 --channel canary");

        Assert.Equal(0, yank.ExitCode);
        Assert.Equal(
            """
            1.4.3 is yanked: overheats
            beta: offers nothing yet
            canary: rolled back to 1.4.2 (100% had it)
            stable: offers nothing yet
            next: publish the mended software under a new version, or let channels offer an older one with 'slipway rollback'

            """,
            yank.Output);
        Assert.Equal((false, false), (again.Json.GetProperty("changed").GetBoolean(), again.Json.GetProperty("dead_end").GetBoolean()));
        Assert.Equal("1.4.2", again.Json.GetProperty("channels")[1].GetProperty("runtimes")[0].GetProperty("back_to").GetString());
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("error SLP6008: 1.4.3 was yanked", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_end_is_said_loudly()
    {
        await _terminal.TypeAsync("slipway yank 1.4.2 --reason leaks");

        var yank = await _terminal.TypeAsync("slipway yank 1.4.3 --reason overheats");

        Assert.Equal(0, yank.ExitCode);
        Assert.Contains("canary: halted, and a DEAD END (100% had it)", yank.Output, StringComparison.Ordinal);
        Assert.Contains("warning: 1.4.3 is a dead end for devices that run it", yank.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slipway yank 1.4.3", 2, "--reason")]
    [InlineData("slipway yank --reason overheats", 2, "Required argument missing")]
    [InlineData("slipway yank 1.4 --reason overheats", 2, "1.4")]
    [InlineData("slipway yank 1.4.4 --reason overheats", 1, "SLP1084")]
    [InlineData("slipway unyank 1.4.3", 2, "--reason")]
    [InlineData("slipway unyank --reason thief", 1, "SLP1035")]
    [InlineData("slipway unyank 1.4.3 --all --reason thief", 1, "SLP1035")]
    [InlineData("slipway unyank 1.4 --reason thief", 2, "1.4")]
    [InlineData("slipway unyank 1.4.3 --reason thief", 1, "SLP6016: 1.4.3 is not yanked.")]
    [InlineData("slipway unyank --all --except 1.4.3 --reason thief", 1, "SLP6016")]
    [InlineData("slipway rollback --channel canary", 2, "--reason")]
    [InlineData("slipway rollback --reason slow", 2, "--channel")]
    [InlineData("slipway rollback --channel beta --reason slow", 1, "SLP3002")]
    [InlineData("slipway rollback --channel canary --to 1.4.1 --reason slow", 1, "SLP6011")]
    public Task What_cannot_be_is_refused(string line, int exitCode, string error) => _terminal.RefusedAsync(line, exitCode, error);

    [Fact]
    public async Task Rollback_lets_the_channel_offer_the_release_before()
    {
        var back = await _terminal.TypeAsync("slipway rollback --channel canary --reason slow");
        var status = await _terminal.TypeAsync("slipway status --json");

        Assert.Equal(0, back.ExitCode);
        Assert.StartsWith("canary linux-x64 1.4.2 100% sha256:", back.Output, StringComparison.Ordinal);
        Assert.EndsWith("devices may go back from 1.4.3\n", back.Output, StringComparison.Ordinal);
        Assert.Equal("1.4.2", status.Json.GetProperty("channels").EnumerateArray().First(channel => channel.GetProperty("channel").GetString() == "canary").GetProperty("offers")[0].GetProperty("version").GetString());
    }

    [Fact]
    public async Task D2_History_names_the_yank_and_why()
    {
        await _terminal.TypeAsync("slipway yank 1.4.3 --reason overheats");

        var history = (await _terminal.TypeAsync("slipway history")).Output.Split('\n');
        var json = (await _terminal.TypeAsync("slipway history --limit 2 --json")).Json.GetProperty("events");

        Assert.EndsWith("canary     1.4.3        rolled back at 100%, reason: overheats; by rollout (rollout 4)", history[1], StringComparison.Ordinal);
        Assert.EndsWith("all        1.4.3        yanked, reason: overheats; by rollout (rollout 4)", history[0], StringComparison.Ordinal);
        Assert.Equal(("yanked", "1.4.3", "overheats"), (json[0].GetProperty("event").GetString(), json[0].GetProperty("version").GetString(), json[0].GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A13_What_a_thief_of_the_rollout_key_signs_does_not_steer_the_publishers_terminal()
    {
        await StealAsync("\u001b]0;fine\u0007", new YankedRelease(SemanticVersion.Parse("1.4.2"), "\u001b[2J\nstable 1.4.3 is fine", DateTimeOffset.UnixEpoch));

        foreach (var line in (string[])["status", "history", "unyank 1.4.2 --reason thief", "status", "history", "yank 1.4.2 --reason leaks"])
        {
            var answer = await _terminal.TypeAsync($"slipway {line}");

            Assert.Equal(0, answer.ExitCode);
            Assert.DoesNotContain(answer.Output + answer.Error, character => char.IsControl(character) && character != '\n');
            Assert.DoesNotContain("\nstable 1.4.3 is fine", answer.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A13_A_thief_fills_the_list_and_after_his_key_was_replaced_it_is_emptied_and_the_next_yank_works()
    {
        await _terminal.TypeAsync("slipway yank 1.4.2 --reason leaks");
        await StealAsync("thief", [.. Enumerable.Range(0, 63).Select(patch => new YankedRelease(SemanticVersion.Parse($"9.9.{patch}"), "thief", DateTimeOffset.UnixEpoch)), new(SemanticVersion.Parse("1.4.2"), "leaks", DateTimeOffset.UtcNow)]);
        var full = await _terminal.TypeAsync("slipway yank 1.4.3 --reason overheats");
        var doctor = await _terminal.TypeAsync("slipway doctor --no-write --json");

        Assert.Equal(0, (await _terminal.TypeAsync("slipway keys rotate rollout")).ExitCode);
        var unyank = await _terminal.TypeAsync("slipway unyank --all --except 1.4.2 --reason thief");
        var again = await _terminal.TypeAsync("slipway unyank --all --except 1.4.2 --reason thief --json");
        var status = await _terminal.TypeAsync("slipway status");
        var json = (await _terminal.TypeAsync("slipway status --json")).Json;
        var history = (await _terminal.TypeAsync("slipway history --limit 500")).Output.Split('\n');
        var yank = await _terminal.TypeAsync("slipway yank 1.4.3 --reason overheats");

        Assert.Equal(1, full.ExitCode);
        Assert.Contains("slipway unyank", full.Error, StringComparison.Ordinal);
        Assert.Equal(["SLP5027", "SLP5028"], doctor.Json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("check").GetString() == "yanks").GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()));
        Assert.Equal((0, 0), (unyank.ExitCode, yank.ExitCode));
        Assert.Equal(64, unyank.Output.Split('\n').Count(line => line.Length > 0));
        Assert.EndsWith("9.9.62 is yanked no more: thief (it was at 1970-01-01 00:00:00Z: thief)\nstill yanked: 1.4.2\n", unyank.Output, StringComparison.Ordinal);
        Assert.Equal((false, 0, "1.4.2"), (again.Json.GetProperty("changed").GetBoolean(), again.Json.GetProperty("unyanked").GetArrayLength(), again.Json.GetProperty("yanked")[0].GetString()));
        Assert.Contains("9.9.0, 9.9.1, 9.9.2, 9.9.3, 9.9.4 and 58 more was yanked, which is void since ", status.Output, StringComparison.Ordinal);
        Assert.Equal((1, 63), (json.GetProperty("yanked").GetArrayLength(), json.GetProperty("unyanked")[0].GetProperty("versions").GetArrayLength()));
        Assert.Equal(63, history.Count(line => line.Contains(" unyanked, reason: thief; by targets (targets ", StringComparison.Ordinal)));
        Assert.DoesNotContain(history, line => line.Contains("yank dropped", StringComparison.Ordinal));
        Assert.StartsWith("1.4.3 is yanked: overheats\n", yank.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_yank_by_mistake_is_undone_and_the_rollout_goes_on_when_somebody_says_so()
    {
        await _terminal.TypeAsync("slipway yank 1.4.3 --reason overheats");
        _terminal.Environment["SLIPWAY_REASON"] = "the sensor was at fault";

        var unyank = await _terminal.TypeAsync("slipway unyank 1.4.3");
        var resumed = await _terminal.TypeAsync("slipway rollout resume --channel canary");

        Assert.Matches("^1\\.4\\.3 is yanked no more: the sensor was at fault \\(it was at [^)]*: overheats\\)\nstill yanked: none\ncanary: 1\\.4\\.3 still goes back\\. If it is not at fault: slipway rollout resume --channel canary\n$", unyank.Output);
        Assert.Equal(0, resumed.ExitCode);
        Assert.StartsWith("canary 1.4.3 100%", resumed.Output, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What somebody says of canary who has the rollout key.</summary>
    private Task StealAsync(string reason, params YankedRelease[] yanked)
    {
        var canary = ChannelName.Parse("canary");
        return new ReleaseRepository(ReleasePolicy.Load(_terminal["slipway.json"]), TimeProvider.System).CommitAsync(
            async edit =>
            {
                var rollout = (await edit.State.ReadRolloutAsync(canary, CancellationToken.None))!;
                edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(canary), StoreContent.Of((rollout with { State = RolloutState.Halted, Reason = reason, Yanked = [.. yanked] }).ToBytes()));
            },
            progress: null,
            CancellationToken.None);
    }
}
