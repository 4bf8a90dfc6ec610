using System.Text.Json.Nodes;

namespace Slipway.Agent.Tests.Updates;

public sealed class RollbackTests : IDisposable
{
    private static readonly ReleaseRecipe Sick = new("1.4.3") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 1 };

    private readonly TestDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task C6_An_unhealthy_release_is_taken_off_the_air_and_both_links_are_what_they_were()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        await _device.Repository.PublishAsync(Sick);

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4007: 1.4.3 was rolled back: status == \"healthy\" (found \"unhealthy\")", run.Error, StringComparison.Ordinal);
        Assert.Contains("rolled back: bad release on the air ", run.Output, StringComparison.Ordinal);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (_device.Current, _device.Previous));
        Assert.Equal(["1.4.1", "1.4.2", "1.4.3", "1.4.2"], _device.Starts);
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    [Fact]
    public async Task D4_A_release_that_failed_here_is_refused_until_its_bytes_differ()
    {
        await _device.InstallAsync("1.4.2");
        await _device.Repository.PublishAsync(Sick);
        await _device.RunAsync("update");

        var again = await _device.RunAsync("update");
        await _device.Repository.PublishAsync(Sick with { Health = ReleaseRecipe.Healthy });
        var mended = await _device.RunAsync("update");

        Assert.Equal(1, again.ExitCode);
        Assert.Contains("error SLP4009:", again.Error, StringComparison.Ordinal);
        Assert.True(mended.ExitCode == 0, mended.Error);
        Assert.Equal(["1.4.2", "1.4.3", "1.4.2", "1.4.3"], _device.Starts);
    }

    [Fact]
    public async Task C10_Status_tells_of_the_rollback_also_after_the_release_was_refused_again()
    {
        await _device.InstallAsync("1.4.2");
        await _device.Repository.PublishAsync(Sick);
        await _device.RunAsync("update");
        await _device.RunAsync("update");

        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal("failed", status["ota_status"]!.GetValue<string>());
        Assert.Equal("health_rolled_back", status["reason"]!.GetValue<string>());
        Assert.Equal(("1.4.2", "1.4.3"), (status["current_version"]!.GetValue<string>(), status["target_version"]!.GetValue<string>()));
        var quarantined = Assert.Single(status["quarantine"]!.AsArray())!;
        Assert.Equal(_device.Repository.DigestOf("1.4.3").ToString(), quarantined["manifest_sha256"]!.GetValue<string>());
        Assert.True(quarantined["on_air_s"]!.GetValue<double>() > 0);
    }

    [Fact]
    public async Task A20_A_start_command_that_fails_is_a_verdict_without_waiting_for_the_deadline()
    {
        await _device.InstallAsync("1.4.2");
        _device.Configure(start: "test \"$SLIPWAY_VERSION\" != 1.4.3 || { echo no license; exit 7; }");
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3") { DeadlineSeconds = 20 });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ended with 7: expected 0. It said: no license", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.2", _device.Current);
    }

    [Fact]
    public async Task A_start_command_that_hangs_is_killed_at_the_deadline()
    {
        await _device.InstallAsync("1.4.2");
        _device.Configure(start: "test \"$SLIPWAY_VERSION\" != 1.4.3 || exec sleep 600");
        await _device.Repository.PublishAsync(Sick);

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("was not done within", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.2", _device.Current);
    }

    [Fact]
    public async Task A_bad_first_installation_is_stopped_and_leaves_nothing_current()
    {
        await _device.Repository.PublishAsync(Sick);

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Nothing is installed now.", run.Error, StringComparison.Ordinal);
        Assert.Null(_device.Current);
        Assert.False(File.Exists(_device.Served));
    }

    [Fact]
    public async Task C7_When_the_version_before_does_not_start_either_the_links_stay_on_it_and_the_report_says_so()
    {
        await _device.InstallAsync("1.4.2");
        _device.Configure(start: "echo broken board; exit 1");
        await _device.Repository.PublishAsync(Sick);

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("versions/v1.4.2", _device.Current);
        Assert.False(File.Exists(_device.Layout.Journal));
        Assert.DoesNotContain("runs again", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.Error.Split("It said: broken board").Length - 1);
    }

    [Fact]
    public async Task A_busy_device_does_not_roll_back_a_healthy_release()
    {
        var busy = ReleaseRecipe.Healthy.Replace("12.5", "99.5", StringComparison.Ordinal);
        await _device.InstallAsync("1.4.2");
        await File.WriteAllTextAsync(_device.Served, busy);
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.3") { Health = busy, DeadlineSeconds = 3 });

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("out of bounds before the update, too: metrics.cpu_percent < 95 (found 99.5)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A21_Rollback_by_hand_goes_back_and_keeps_the_left_version_from_coming_back()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");

        var run = await _device.RunAsync("rollback");
        var update = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.EndsWith("rolled back to 1.4.1\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Null(_device.Previous);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.1"], _device.Starts);
        Assert.Equal(1, update.ExitCode);
        Assert.Contains("error SLP4009:", update.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A21_A_version_whose_folder_is_gone_can_be_gone_back_from()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        Directory.Delete(Path.Combine(_device.Layout.Versions, "v1.4.2"), recursive: true);

        var run = await _device.RunAsync("rollback");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.1"], _device.Starts);
    }

    [Fact]
    public async Task C10_Status_tells_of_a_disk_that_failed()
    {
        await _device.InstallAsync("1.4.1");
        Directory.CreateDirectory(_device.Layout.Floor);

        var run = await _device.RunAsync("update");
        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(("failed", "disk"), ((string?)status["ota_status"], (string?)status["reason"]));
    }

    [Fact]
    public async Task A21_A_rollback_by_hand_after_which_the_service_is_down_is_no_success()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        _device.Configure(start: "echo broken board; exit 7");

        var run = await _device.RunAsync("rollback");

        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;
        var message = status["message"]!.GetValue<string>();
        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("rolled back to", run.Output, StringComparison.Ordinal);
        Assert.Contains($"error SLP4006: {message}", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("1.4.2 was rolled back: by hand. 1.4.1 is current again, but its service does not run: ", message, StringComparison.Ordinal);
        Assert.Contains("ended with 7: expected 0. It said: broken board", message, StringComparison.Ordinal);
        Assert.Equal("rolled_back", status["reason"]!.GetValue<string>());
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    [Fact]
    public async Task A21_The_report_of_a_rollback_by_hand_blames_nobodys_health()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        await _device.RunAsync("rollback");

        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal(("rolled_back", "1.4.2 was rolled back: by hand. 1.4.1 runs again."), (status["reason"]!.GetValue<string>(), status["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A21_Without_a_previous_version_there_is_no_rollback()
    {
        await _device.InstallAsync("1.4.1");

        var run = await _device.RunAsync("rollback");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("slipway-agent: error SLP4003: No previous version available for rollback.\n", run.Error);
        Assert.Equal(["1.4.1"], _device.Starts);
    }

    [Fact]
    public async Task A21_A_damaged_previous_version_is_not_put_on_the_air()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        await File.AppendAllTextAsync(Path.Combine(_device.Layout.Previous, "version.txt"), "!");

        var run = await _device.RunAsync("rollback");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (_device.Current, _device.Previous));
    }

    [Fact]
    public async Task A_repair_that_fails_does_not_condemn_the_release_that_runs()
    {
        await _device.InstallAsync("1.4.2");
        _device.Configure(start: "exit 1");

        var run = await _device.RunAsync("update", "--force");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("versions/v1.4.2", _device.Current);
        Assert.False(File.Exists(_device.Layout.Quarantine));
    }
}
