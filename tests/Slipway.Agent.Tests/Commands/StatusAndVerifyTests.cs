using System.Text.Json.Nodes;
using Slipway.Agent.Device;

namespace Slipway.Agent.Tests.Commands;

public sealed class StatusAndVerifyTests : IDisposable
{
    private readonly TestDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task A31_A_device_with_nothing_installed_says_0_0_0()
    {
        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal("0.0.0", status["current_version"]!.GetValue<string>());
        Assert.Equal("idle", status["ota_status"]!.GetValue<string>());
        Assert.Null(status["last_update_at"]);
    }

    [Fact]
    public async Task C10_Status_is_the_device_record()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");

        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal("device-1", status["device_id"]!.GetValue<string>());
        Assert.Equal(("1.4.2", "1.4.1", "1.4.2"), (Text(status, "current_version"), Text(status, "previous_version"), Text(status, "target_version")));
        Assert.Equal(("completed", 100, "updated", "stable"), (Text(status, "ota_status"), status["progress"]!.GetValue<int>(), Text(status, "reason"), Text(status, "channel")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", Text(status, "last_update_at"));
        Assert.Empty(status["quarantine"]!.AsArray());
    }

    [Theory]
    [InlineData("report.json")]
    [InlineData("quarantine.json")]
    [InlineData("journal.json")]
    [InlineData("floor.json")]
    public async Task C10_A_damaged_file_is_named_and_hides_no_other(string file)
    {
        await _device.InstallAsync("1.4.1");
        await File.WriteAllTextAsync(Path.Combine(_device.Layout.State, file), "{");

        var run = await _device.RunAsync("status", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        var status = JsonNode.Parse(run.Output)!;
        Assert.Equal($"state/{file}", Assert.Single(status["damaged"]!.AsArray())!.GetValue<string>());
        Assert.Equal("1.4.1", Text(status, "current_version"));
        Assert.Contains($"damaged          state/{file}", (await _device.RunAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C09_While_an_update_runs_status_waits_for_no_lock_and_says_what_is_under_way()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        using var update = Slipway.Storage.FileLock.TryAcquire(_device.Layout.Lock);
        var installed = new InstalledVersions(_device.Layout);
        await new Journal(_device.Layout).WriteAsync(
            new JournalEntry(JournalPhase.Probation, installed.Previous, installed.Current!, PreviousBefore: null, _device.Repository.DigestOf("1.4.2")) { Attempts = 1 }, CancellationToken.None);

        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal(("probation", "1.4.1", "1.4.2"), (Text(status["under_way"]!, "phase"), Text(status["under_way"]!, "from"), Text(status["under_way"]!, "to")));
        Assert.Contains("under way        probation from 1.4.1 to 1.4.2\n", (await _device.RunAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C10_What_the_operator_holds_is_in_the_record()
    {
        await _device.InstallAsync("1.4.1");
        await _device.RunAsync("hold", "--reason", "harvest");

        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal("updates are held: harvest", Text(status, "held"));
    }

    [Fact]
    public async Task Status_has_a_form_for_people()
    {
        await _device.InstallAsync("1.4.1");

        var run = await _device.RunAsync("status");

        Assert.Contains("current version  1.4.1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("ota status       completed\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_report_stops_neither_status_nor_update_and_is_replaced()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2"));
        await File.WriteAllTextAsync(_device.Layout.Report, "{");

        var damaged = await _device.RunAsync("status", "--json");
        var update = await _device.RunAsync("update");
        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.True(damaged.ExitCode == 0, damaged.Error);
        Assert.Equal(("1.4.1", "idle"), (Text(JsonNode.Parse(damaged.Output)!, "current_version"), Text(JsonNode.Parse(damaged.Output)!, "ota_status")));
        Assert.True(update.ExitCode == 0, update.Error);
        Assert.Equal(("1.4.2", "completed"), (Text(status, "current_version"), Text(status, "ota_status")));
    }

    [Fact]
    public async Task A_damaged_report_does_not_hide_a_refusal()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        await _device.Repository.OfferAsync("1.4.1");
        await File.WriteAllTextAsync(_device.Layout.Report, "{");

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4008:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_update_leaves_standard_output_to_the_record()
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.1"));

        var run = await _device.RunAsync("update", "--json");

        Assert.Equal("1.4.1", Text(JsonNode.Parse(run.Output)!, "current_version"));
        Assert.Contains("signature verified", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A11_Verify_finds_the_running_tree_as_it_was_signed()
    {
        await _device.InstallAsync("1.4.1");

        var run = await _device.RunAsync("verify");

        Assert.Equal((0, "edge-agent-1.4.1 verified: signature, 2 files, nothing besides\n"), (run.ExitCode, run.Output));
    }

    [Theory]
    [InlineData("version.txt", "changed")]
    [InlineData("manifest.json", "changed")]
    [InlineData("added.so", "added")]
    [InlineData("version.txt", "removed")]
    public async Task A11_Verify_refuses_a_tree_in_which_a_file_was(string file, string what)
    {
        await _device.InstallAsync("1.4.1");
        var path = Path.Combine(_device.Layout.Current, file);
        if (what == "removed")
        {
            File.Delete(path);
        }
        else
        {
            await File.AppendAllTextAsync(path, " ");
        }

        var run = await _device.RunAsync("verify");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP20", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A11_Verify_lists_all_that_is_wrong()
    {
        await _device.InstallAsync("1.4.1");
        string In(string file) => Path.Combine(_device.Layout.Current, file);
        await File.AppendAllTextAsync(In("version.txt"), "!");
        File.Delete(In("health.json"));
        await File.WriteAllTextAsync(In("added.so"), "?");

        var text = await _device.RunAsync("verify");
        var json = await _device.RunAsync("verify", "--json");

        Assert.Equal("edge-agent-1.4.1: signature verified; 3 findings:\n  added      added.so\n  missing    health.json\n  changed    version.txt\n", text.Output);
        Assert.Equal((1, 1), (text.ExitCode, json.ExitCode));
        var said = JsonNode.Parse(json.Output)!;
        Assert.False(said["verified"]!.GetValue<bool>());
        Assert.Equal(["added.so added", "health.json missing", "version.txt changed"], said["results"]!.AsArray().Select(result => $"{result!["path"]} {result["result"]}"));
    }

    [Fact]
    public async Task A11_Verify_says_the_result_of_every_file()
    {
        await _device.InstallAsync("1.4.1");

        var said = JsonNode.Parse((await _device.RunAsync("verify", "--json")).Output)!;

        Assert.True(said["verified"]!.GetValue<bool>());
        Assert.Equal(["health.json ok", "version.txt ok"], said["results"]!.AsArray().Select(result => $"{result!["path"]} {result["result"]}"));
    }

    [Fact]
    public async Task A11_Verify_takes_any_version_that_is_here()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        await File.AppendAllTextAsync(Path.Combine(_device.Layout.Previous, "version.txt"), "!");

        Assert.Equal(0, (await _device.RunAsync("verify", "1.4.2")).ExitCode);
        Assert.Equal(1, (await _device.RunAsync("verify", "previous")).ExitCode);
        Assert.Contains("changed    version.txt", (await _device.RunAsync("verify", "1.4.1")).Output, StringComparison.Ordinal);
        Assert.Contains("error SLP4012: There is no version 9.9.9", (await _device.RunAsync("verify", "9.9.9")).Error, StringComparison.Ordinal);
        Assert.Equal((2, 2), ((await _device.RunAsync("verify", "newest")).ExitCode, (await _device.RunAsync("verify", "previous", "--on-failure", "previous")).ExitCode));
    }

    [Fact]
    public async Task A11_Verify_waits_for_no_lock_because_the_service_starts_while_an_update_holds_it()
    {
        await _device.InstallAsync("1.4.1");
        using var update = Slipway.Storage.FileLock.TryAcquire(_device.Layout.Lock);
        Assert.NotNull(update);

        var run = await _device.RunAsync("verify");

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task C1_A_service_that_verifies_itself_is_updated_and_does_not_run_a_damaged_version_that_is_gone_back_to()
    {
        var verify = $"{AgentProcess.File} verify --base-dir {_device.Layout.Base}";
        _device.Configure(start: $"{verify} && cat \"$SLIPWAY_CURRENT/health.json\" > {_device.Served}");
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        await File.AppendAllTextAsync(Path.Combine(_device.Layout.Current, "version.txt"), "!");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 1 });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1.4.2 is current again, but its service does not run: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_has_nothing_to_say_of_nothing()
    {
        var run = await _device.RunAsync("verify");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4012:", run.Error, StringComparison.Ordinal);
    }

    private static string Text(JsonNode record, string name) => record[name]!.GetValue<string>();
}
