using System.Text.Json;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Agent.Tests.Commands;

public sealed class ExplainTests : IDisposable
{
    private readonly TestDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task A31_The_decision_is_shown_with_every_input_and_every_rule()
    {
        await _device.InstallAsync("1.4.0");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"), offer => offer with { MinSecureVersion = SemanticVersion.Parse("1.3.0") });

        var (exitCode, said) = await ExplainAsync();

        Assert.Equal((0, "repository", "update", "1.4.1"), (exitCode, Text(said, "source", "from"), Text(said, "decision", "decision"), Text(said, "decision", "version")));
        Assert.Equal(_device.Repository.DigestOf("1.4.1").ToString(), Text(said, "offer", "manifest_sha256"));
        Assert.Equal("1.3.0", Text(said, "offer", "min_secure_version"));
        Assert.Equal(("active", 10_000, Cohort.BucketOf("device-1", "1.4.1")), (Text(said, "rollout", "state"), Number(said, "rollout", "permyriad"), Number(said, "rollout", "bucket")));
        Assert.Equal(("1.4.0", "1.3.0"), (Text(said, "device", "running"), Text(said, "device", "floor")));
        Assert.All((string[])["root", "timestamp", "snapshot", "targets", "stable", "rollout", "releases"], role => Assert.True(IsoTime.TryParse(Text(said, "expires", role), out _), role));
        Assert.Equal(
            ["offered", "ours", "yanked", "rolled_back", "up_to_date", "withdrawn", "rollout_version", "rollout_state", "not_before", "cohort", "min_current_version", "floor", "downgrade", "major", "quarantine", "update", "operator"],
            said.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("rule").GetString()));
        Assert.Equal("versions/v1.4.0", _device.Current);
    }

    [Fact]
    public async Task A31_A_builder_whose_list_has_expired_is_named_before_an_update_is_refused_for_it()
    {
        await _device.InstallAsync("1.4.0");
        _device.Repository.Lifetimes["releases"] = TimeSpan.FromDays(-1);
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"));

        var (_, said) = await ExplainAsync();

        Assert.Equal("update", Text(said, "decision", "decision"));
        Assert.StartsWith("The releases metadata expired at ", Text(said, "expires", "releases"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A31_The_rule_that_decides_is_the_last_and_says_why()
    {
        await _device.InstallAsync("1.4.0");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"));
        await _device.Repository.OfferAsync("1.4.1", changeRollout: rollout => rollout with { Permyriad = 0 });

        var run = await _device.RunAsync("explain");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("  rollout_state        passed\n  not_before           passed\n  cohort               wait 1.4.1 goes to 0 of 10000 so far, and this device is number", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("  floor                passed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A31_What_the_operator_holds_is_a_rule_too()
    {
        await _device.InstallAsync("1.4.0");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"));
        await _device.RunAsync("hold", "--reason", "harvest");

        var (_, said) = await ExplainAsync();

        var last = said.GetProperty("rules").EnumerateArray().Last();
        Assert.Equal(("operator", "wait"), (Text(last, "rule"), Text(last, "verdict")));
        Assert.Equal(("updates are held: harvest", "held"), (Text(said, "operator", "hold"), Text(said, "decision", "reason")));
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("explain", "--offline")]
    public async Task A31_Without_a_network_it_explains_from_what_is_kept_and_changes_nothing(params string[] command)
    {
        await _device.InstallAsync("1.4.0");
        Directory.Move(_device.Repository.Folder, _device.Repository.Folder + "-away");
        var before = State();

        var run = await _device.RunAsync([.. command, "--json"]);

        using var said = JsonDocument.Parse(run.Output);
        Assert.Equal((0, "kept", "up_to_date"), (run.ExitCode, Text(said.RootElement, "source", "from"), Text(said.RootElement, "decision", "decision")));
        Assert.Equal(command.Length == 1 ? "SLP4005" : null, Text(said.RootElement, "source", "code"));
        Assert.Equal(before, State());
    }

    [Fact]
    public async Task K2_What_is_kept_is_explained_although_it_expired()
    {
        await _device.InstallAsync("1.4.0");
        _device.Repository.Lifetimes["timestamp"] = TimeSpan.FromDays(-2);
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"));

        var (exitCode, said) = await ExplainAsync();

        Assert.Equal((1, "kept", "SLP2002"), (exitCode, Text(said, "source", "from"), Text(said, "source", "code")));
    }

    [Fact]
    public async Task A31_A_device_that_knows_nothing_says_why_it_cannot_explain()
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.0"));

        var run = await _device.RunAsync("explain", "--offline");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error SLP4005: Nothing is kept yet from the repository", run.Error, StringComparison.Ordinal);
    }

    private string[] State() =>
        [.. Directory.EnumerateFiles(_device.Layout.State, "*", SearchOption.AllDirectories).Order().Select(file => file + Convert.ToHexString(File.ReadAllBytes(file)))];

    private async Task<(int ExitCode, JsonElement Said)> ExplainAsync()
    {
        var run = await _device.RunAsync("explain", "--json");
        Assert.True(run.Output.Length > 0, run.Error);
        return (run.ExitCode, JsonDocument.Parse(run.Output).RootElement.Clone());
    }

    private static string? Text(JsonElement said, params string[] path) => path.Aggregate(said, (element, name) => element.GetProperty(name)).GetString();

    private static int Number(JsonElement said, params string[] path) => path.Aggregate(said, (element, name) => element.GetProperty(name)).GetInt32();
}
