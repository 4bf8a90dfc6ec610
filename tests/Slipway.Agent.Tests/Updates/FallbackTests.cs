using Slipway.Agent.Device;
using Slipway.Reports;
using Slipway.Storage;

namespace Slipway.Agent.Tests.Updates;

/// <summary><c>verify --on-failure previous</c>, as a unit's ExecStartPre runs it.</summary>
public sealed class FallbackTests : UpdatedDeviceTests
{
    [Fact]
    public async Task A11_A_damaged_version_is_replaced_by_the_previous_one_and_the_service_is_left_to_who_starts_it()
    {
        Damage("v1.4.2");

        var run = await Device.RunAsync("verify", "--on-failure", "previous");
        var status = await Device.RunAsync("status", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("edge-agent-1.4.1 verified", run.Output, StringComparison.Ordinal);
        Assert.Equal(("versions/v1.4.1", null), (Device.Current, Device.Previous));
        Assert.Equal(["1.4.1", "1.4.2"], Device.Starts);
        Assert.Contains("1.4.2 was taken off the air: its files are damaged: Hash mismatch for version.txt", status.Output, StringComparison.Ordinal);
        Assert.Contains("\"reason\": \"mismatch\"", status.Output, StringComparison.Ordinal);
        Assert.Null(new Journal(Device.Layout).Read());
    }

    [Fact]
    public async Task A11_What_was_replaced_while_its_files_were_read_is_not_taken_for_what_replaced_it()
    {
        var log = new StepLog(TextWriter.Null);
        var stale = new TrustException(TrustFailure.TreeMismatch, "version.txt", "Missing file.");

        var verified = await new Slipway.Agent.Updates.Fallback(Device.Layout, reporter: null, log, Device.Clock).RunAsync(stale, CancellationToken.None);

        Assert.Equal("1.4.2", verified.Manifest.Version.ToString());
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (Device.Current, Device.Previous));
    }

    [Fact]
    public async Task D18_A_version_that_was_replaced_is_reported_to_the_world()
    {
        Damage("v1.4.2");

        await Device.RunAsync("verify", "--on-failure", "previous");

        var outbox = new Outbox(Device.Layout);
        var report = outbox.Read(outbox.List()[^1])!;
        Assert.Equal((ReportStatus.RolledBack, "mismatch", "1.4.1", "1.4.2"), (report.Status, report.Reason, $"{report.From}", $"{report.To}"));
    }

    [Fact]
    public async Task A11_ADevice_json_that_cannot_be_read_keeps_the_previous_version_from_nothing_when_it_is_asked_for()
    {
        await File.WriteAllTextAsync(Device.Layout.Configuration, "{");
        Damage("v1.4.2");

        var run = await Device.RunAsync("verify", "--on-failure", "previous");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.1", Device.Current);
    }

    [Fact]
    public async Task A11_The_release_is_not_to_blame_and_the_next_update_installs_it_anew()
    {
        Damage("v1.4.2");
        await Device.RunAsync("verify", "--on-failure", "previous");

        var run = await Device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(new Quarantine(Device.Layout).Read().IsEmpty);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (Device.Current, Device.Previous));
        Assert.Equal(0, (await Device.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task A11_A_version_whose_folder_is_gone_is_replaced_too()
    {
        Directory.Delete(Path.Combine(Device.Layout.Versions, "v1.4.2"), recursive: true);

        var run = await Device.RunAsync("verify", "--on-failure", "previous");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("versions/v1.4.1", Device.Current);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("refuse")]
    public async Task A11_Without_being_asked_to_it_refuses(string? action)
    {
        Damage("v1.4.2");

        var run = await Device.RunAsync(action is null ? ["verify"] : ["verify", "--on-failure", action]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2005: Hash mismatch for version.txt", run.Error, StringComparison.Ordinal);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (Device.Current, Device.Previous));
    }

    [Fact]
    public async Task A11_Device_json_can_ask_for_it_and_the_option_overrides()
    {
        await ConfigureAsync("\"verify\":{\"on_failure\":\"previous\"}");
        Damage("v1.4.2");

        var refused = await Device.RunAsync("verify", "--on-failure", "refuse");
        var replaced = await Device.RunAsync("verify");

        Assert.Equal((1, 0), (refused.ExitCode, replaced.ExitCode));
        Assert.Equal("versions/v1.4.1", Device.Current);
    }

    [Fact]
    public async Task ADevice_json_that_cannot_be_read_changes_nothing_of_the_refusal()
    {
        await ConfigureAsync("\"verify\":{\"on_failure\":\"reboot\"}");
        Damage("v1.4.2");

        var run = await Device.RunAsync("verify");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SLP2005", run.Error, StringComparison.Ordinal);
        Assert.Contains("verify.on_failure is 'reboot': expected refuse or previous", run.Output, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.2", Device.Current);
    }

    [Fact]
    public async Task C7_Where_both_are_damaged_nothing_is_switched()
    {
        Damage("v1.4.2");
        Damage("v1.4.1");

        var run = await Device.RunAsync("verify", "--on-failure", "previous");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("v1.4.1 is damaged: Hash mismatch", run.Output, StringComparison.Ordinal);
        Assert.Contains("error SLP2005", run.Error, StringComparison.Ordinal);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (Device.Current, Device.Previous));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task C4_An_update_that_is_under_way_comes_to_its_own_verdict(bool isRunning)
    {
        Damage("v1.4.2");
        using var update = isRunning ? FileLock.TryAcquire(Device.Layout.Lock) : null;
        if (!isRunning)
        {
            await InterruptAsync(Entry(JournalPhase.Probation), New);
        }

        var run = await Device.RunAsync("verify", "--on-failure", "previous");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error SLP4001: Hash mismatch for version.txt", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.2", Device.Current);
    }

    [Fact]
    public async Task C2_A_fallback_that_was_interrupted_is_completed_by_the_next_run()
    {
        Damage("v1.4.2");
        await InterruptAsync(Entry(JournalPhase.RollingBack) with { IsUntried = true, Reason = "its files are damaged" }, Old);

        await Device.RunAsync("update");
        var run = await Device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(new Quarantine(Device.Layout).Read().IsEmpty);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (Device.Current, Device.Previous));
    }

    private void Damage(string folder) => File.AppendAllText(Path.Combine(Device.Layout.Versions, folder, "version.txt"), "!");

    private async Task ConfigureAsync(string field)
    {
        var text = await File.ReadAllTextAsync(Device.Layout.Configuration);
        await File.WriteAllTextAsync(Device.Layout.Configuration, text.Replace("\"format\"", field + ",\"format\"", StringComparison.Ordinal));
    }
}
