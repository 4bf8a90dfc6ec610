using Slipway.Agent.Device;
using Slipway.Reports;

namespace Slipway.Agent.Tests.Updates;

public sealed class ReportingTests : IDisposable
{
    private static readonly ReleaseRecipe Sick = new("1.4.3") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 1 };

    private readonly TestDevice _device = new();

    private UpdateReport[] Reports
    {
        get
        {
            var outbox = new Outbox(_device.Layout);
            return [.. outbox.List().Select(name => outbox.Read(name)!)];
        }
    }

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task D18_An_update_is_reported_with_what_it_came_from()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");

        var report = Reports[^1];
        Assert.Equal(2, Reports.Length);
        Assert.Equal(
            ("device-1", "edge-agent", "linux-x64", "stable", "1.4.1", "1.4.2", ReportStatus.Updated, "updated", 1),
            (report.DeviceId, $"{report.Product}", $"{report.Runtime}", $"{report.Channel}", $"{report.From}", $"{report.To}", report.Status, report.Reason, report.Attempts));
        Assert.Equal(_device.Repository.DigestOf("1.4.2"), report.ManifestDigest);
    }

    [Fact]
    public async Task D18_A_rollback_is_reported_with_its_reason_and_what_the_bad_release_said()
    {
        await _device.InstallAsync("1.4.2");
        _device.Configure(start: $"cat \"$SLIPWAY_CURRENT/health.json\" > {_device.Served}; echo \"$SLIPWAY_VERSION\" speaks");
        await _device.Repository.PublishAsync(Sick);

        await _device.RunAsync("update");

        var report = Reports[^1];
        Assert.Equal((ReportStatus.RolledBack, "health_rolled_back", "1.4.2", "1.4.3"), (report.Status, report.Reason, $"{report.From}", $"{report.To}"));
        Assert.StartsWith("1.4.3 was rolled back: status == \"healthy\" (found \"unhealthy\")", report.Message, StringComparison.Ordinal);
        Assert.Equal(["1.4.3 speaks"], report.Log);
        Assert.True(report.OnAir > TimeSpan.Zero);
    }

    [Fact]
    public async Task C6_No_text_that_a_release_makes_up_keeps_it_on_the_air_or_fills_the_disk()
    {
        await _device.InstallAsync("1.4.2");
        var flames = string.Concat(Enumerable.Repeat("\U0001F525", 8000));
        var recipe = Sick with { Health = $"{{\"status\":\"x{flames}\",\"agent\":{{\"running\":\"{flames[..2000]}\"}}}}" };
        await _device.Repository.PublishAsync(recipe);

        var run = await _device.RunAsync("update");

        Assert.Contains("error SLP4007:", run.Error, StringComparison.Ordinal);
        Assert.Equal(ReportStatus.RolledBack, Reports[^1].Status);
        Assert.False(File.Exists(_device.Layout.Journal));
        Assert.InRange(new FileInfo(_device.Layout.Quarantine).Length, 1, 8192);
        Assert.InRange(new FileInfo(_device.Layout.Report).Length, 1, 8192);
    }

    [Fact]
    public async Task D18_A_log_file_that_device_json_names_is_what_is_reported()
    {
        await _device.InstallAsync("1.4.2");
        await File.WriteAllTextAsync(Path.Combine(_device.Layout.Base, "own.log"), "out of memory\n");
        _device.Amend(json => json["service"]!["log_file"] = "own.log");
        await _device.Repository.PublishAsync(Sick);

        await _device.RunAsync("update");

        Assert.Equal(["out of memory"], Reports[^1].Log);
    }

    [Fact]
    public async Task D18_A_log_that_never_ends_to_open_delays_no_way_back()
    {
        await _device.InstallAsync("1.4.2");
        Assert.Equal(0, (await ProcessRun.RunAsync("/usr/bin/mkfifo", Path.Combine(_device.Layout.Base, "own.log"))).ExitCode);
        _device.Amend(json => json["service"]!["log_file"] = "own.log");
        await _device.Repository.PublishAsync(Sick);

        var run = await _device.RunAsync("update");

        Assert.Contains("error SLP4007:", run.Error, StringComparison.Ordinal);
        Assert.Equal(ReportStatus.RolledBack, Reports[^1].Status);
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    [Fact]
    public async Task D18_The_same_refusal_at_every_check_is_one_report()
    {
        await _device.InstallAsync("1.4.2");
        await _device.Repository.PublishAsync(Sick);
        for (var i = 0; i < 3; i++)
        {
            await _device.RunAsync("update");
        }

        Assert.Equal([ReportStatus.Updated, ReportStatus.RolledBack, ReportStatus.Refused], Reports.Select(report => report.Status));
        Assert.Equal("quarantined", Reports[^1].Reason);
    }

    [Fact]
    public async Task D18_A_network_that_is_away_is_no_news()
    {
        await _device.InstallAsync("1.4.2");
        Directory.Delete(_device.Repository.Folder, recursive: true);

        var run = await _device.RunAsync("update");

        Assert.Equal(3, run.ExitCode);
        Assert.Single(Reports);
    }

    [Fact]
    public async Task A_disk_that_takes_no_report_stops_neither_update_nor_rollback()
    {
        Directory.CreateDirectory(_device.Layout.State);
        await File.WriteAllTextAsync(_device.Layout.Outbox, "no folder");
        await _device.InstallAsync("1.4.2");
        await _device.Repository.PublishAsync(Sick);

        var run = await _device.RunAsync("update");

        Assert.Contains("the report for the outbox could not be written", run.Output, StringComparison.Ordinal);
        Assert.Contains("error SLP4007:", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.2", _device.Current);
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    [Fact]
    public async Task Bad_releases_in_a_row_leave_nothing_on_the_disk()
    {
        await _device.InstallAsync("1.4.2");
        foreach (var version in new[] { "1.4.3", "1.4.4", "1.4.5" })
        {
            await _device.Repository.PublishAsync(Sick with { Version = version });
            await _device.RunAsync("update");
        }

        Assert.Equal(["v1.4.2"], _device.Versions);
        Assert.Equal(3, new Quarantine(_device.Layout).Read().Length);
    }
}
