namespace Slipway.Cli.Tests;

/// <summary>Taking releases back, typed as docs/cli.md has it. Canary offers 1.4.3 after 1.4.2.</summary>
public sealed class RecallTests : IAsyncLifetime
{
    private readonly Terminal _terminal = new();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_terminal["app"]);
        await _terminal.TypeAsync("slipway init --product edge-agent --org acme --store releases");
        foreach (var version in (string[])["1.4.2", "1.4.3"])
        {
            await File.WriteAllTextAsync(_terminal["app/run.py"], version);
            await _terminal.TypeAsync($"slipway bundle app --version {version} --rid linux-x64 --key file:keys/builder.pem --output {version}");
            Assert.Equal(0, (await _terminal.TypeAsync($"slipway publish {version} --channel canary")).ExitCode);
        }
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
            canary: rolled back to 1.4.2 (100 % had it)
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
        Assert.Contains("canary: halted, and a DEAD END (100 % had it)", yank.Output, StringComparison.Ordinal);
        Assert.Contains("warning: 1.4.3 is a dead end for devices that run it", yank.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slipway yank 1.4.3", 2, "--reason")]
    [InlineData("slipway yank --reason overheats", 2, "Required argument missing")]
    [InlineData("slipway yank 1.4 --reason overheats", 2, "1.4")]
    [InlineData("slipway yank 1.4.4 --reason overheats", 1, "SLP1084")]
    [InlineData("slipway rollback --channel canary", 2, "--reason")]
    [InlineData("slipway rollback --reason slow", 2, "--channel")]
    [InlineData("slipway rollback --channel beta --reason slow", 1, "SLP3002")]
    [InlineData("slipway rollback --channel canary --to 1.4.1 --reason slow", 1, "SLP6011")]
    public async Task What_cannot_be_is_refused(string line, int exitCode, string error)
    {
        var refused = await _terminal.TypeAsync(line);

        Assert.Equal(exitCode, refused.ExitCode);
        Assert.Contains(error, refused.Error, StringComparison.Ordinal);
    }

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

    public ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }
}
