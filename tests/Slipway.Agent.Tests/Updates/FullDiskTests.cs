using System.Text.Json.Nodes;
using Slipway.Agent.Device;
using Slipway.Storage;

namespace Slipway.Agent.Tests.Updates;

/// <summary>What cannot be written must not keep a bad release on the air.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly ReleaseRecipe Sick = new("1.4.3") { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 1 };

    private readonly TestDevice _device = new();
    private bool _isMounted;

    private string Serve => $"cat \"$SLIPWAY_CURRENT/health.json\" > {_device.Served}; echo \"$SLIPWAY_VERSION\" >> {_device.Scratch("starts")}";

    public void Dispose()
    {
        if (_isMounted)
        {
            ProcessRun.RunAsync("/bin/umount", "-l", _device.Layout.Base).GetAwaiter().GetResult();
        }

        _device.Dispose();
    }

    [Theory]
    [InlineData(JournalPhase.Probation)]
    [InlineData(JournalPhase.RollingBack)]
    public async Task C5_A_release_that_leaves_no_inode_for_a_link_is_taken_off_the_air(JournalPhase phase)
    {
        var mount = await ProcessRun.RunAsync("/bin/sh", "-c", $"mount -t tmpfs -o nr_inodes=300 slipway-test {_device.Layout.Base}");
        Assert.SkipUnless(mount.ExitCode == 0, $"a small file system cannot be mounted here: {mount.Error.Trim()}");
        _isMounted = true;
        const string Fill = "i=0; while ( : >fill$i ) 2>/dev/null; do i=$((i+1)); done";
        _device.Configure(start: $"{Serve}; test \"$SLIPWAY_VERSION\" != 1.4.3 || {{ {Fill}; }}; true");
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        await _device.Repository.PublishAsync(Sick);

        var run = await _device.RunAsync("update");
        if (phase == JournalPhase.RollingBack)
        {
            // As an agent leaves it that was killed after the link had moved: the way back is taken once more.
            var entry = new JournalEntry(phase, InstalledTree.Parse("v1.4.2"), InstalledTree.Parse("v1.4.3"), InstalledTree.Parse("v1.4.1"), _device.Repository.DigestOf("1.4.3"));
            await new Journal(_device.Layout).WriteAsync(entry, CancellationToken.None);
            await ProcessRun.RunAsync("/bin/sh", "-c", $"cd {_device.Layout.Base}; {Fill}");
            run = await _device.RunAsync("confirm");
        }

        Assert.Contains("error SLP4007: 1.4.3 was rolled back: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (_device.Current, _device.Previous));
        Assert.Equal("1.4.2", _device.Starts[^1]);
        Assert.Single(new Quarantine(_device.Layout).Read());
    }

    [Fact]
    public async Task C5_A_release_that_fills_the_disk_is_taken_off_the_air_and_quarantined()
    {
        var mount = await ProcessRun.RunAsync("/bin/sh", "-c", $"mount -t tmpfs -o size=600k slipway-test {_device.Layout.Base}");
        Assert.SkipUnless(mount.ExitCode == 0, $"a small file system cannot be mounted here: {mount.Error.Trim()}");
        _isMounted = true;
        _device.Configure(start: $"{Serve}; test \"$SLIPWAY_VERSION\" != 1.4.3 || dd if=/dev/zero of=fill bs=4096 2>/dev/null; true");
        await _device.InstallAsync("1.4.2");
        await _device.Repository.PublishAsync(Sick);

        var run = await _device.RunAsync("update");
        var status = JsonNode.Parse((await _device.RunAsync("status", "--json")).Output)!;

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4007: 1.4.3 was rolled back: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("not written down: ", run.Output, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.2", _device.Current);
        Assert.Equal(["1.4.2", "1.4.3", "1.4.2"], _device.Starts);
        Assert.Single(status["quarantine"]!.AsArray());
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    [Fact]
    public async Task C5_What_cannot_be_remembered_stops_no_rollback_and_is_completed_by_the_next_run()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        _device.Configure(start: $"{Serve}; mkdir -p state/quarantine.json state/report.json");
        File.Delete(_device.Layout.Report);
        await _device.Repository.PublishAsync(Sick);

        var run = await _device.RunAsync("update");
        var isJournalKept = File.Exists(_device.Layout.Journal);
        Directory.Delete(_device.Layout.Quarantine);
        _device.Configure(start: Serve);
        await _device.RunAsync("update");
        var again = await _device.RunAsync("update");

        Assert.Contains("error SLP4007: 1.4.3 was rolled back: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("It could not be written down: ", run.Error, StringComparison.Ordinal);
        Assert.True(isJournalKept);
        Assert.Equal(["1.4.1", "1.4.2", "1.4.3", "1.4.2", "1.4.2"], _device.Starts);
        Assert.Equal(("versions/v1.4.2", "versions/v1.4.1"), (_device.Current, _device.Previous));
        Assert.Contains("error SLP4009:", again.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    [Fact]
    public async Task C5_A_way_back_that_only_the_journal_of_the_probation_tells_of_ends_in_quarantine()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        var (old, bad) = (InstalledTree.Parse("v1.4.1"), InstalledTree.Parse("v1.4.2"));
        var entry = new JournalEntry(JournalPhase.Probation, old, bad, PreviousBefore: null, _device.Repository.DigestOf("1.4.2")) { Attempts = 1 };
        await new Journal(_device.Layout).WriteAsync(entry, CancellationToken.None);
        AtomicLink.Point(_device.Layout.Current, old.LinkTarget);

        var run = await _device.RunAsync("update");
        var again = await _device.RunAsync("update");

        Assert.Contains("error SLP4007: 1.4.2 was rolled back: its way back was interrupted. 1.4.1 runs again.", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Null(_device.Previous);
        Assert.Contains("error SLP4009:", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_stops_no_update()
    {
        Directory.CreateDirectory(_device.Layout.Report);

        await _device.InstallAsync("1.4.1");

        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.False(File.Exists(_device.Layout.Journal));
    }

    [Fact]
    public async Task A_service_is_started_also_where_its_output_cannot_be_kept()
    {
        Directory.CreateDirectory(_device.Layout.ServiceOutput);

        await _device.InstallAsync("1.4.1");

        Assert.Equal(["1.4.1"], _device.Starts);
    }

    [Fact]
    public async Task A21_A_rollback_by_hand_that_cannot_be_remembered_is_done_and_says_so()
    {
        await _device.InstallAsync("1.4.1");
        await _device.InstallAsync("1.4.2");
        Directory.CreateDirectory(_device.Layout.Quarantine);

        var run = await _device.RunAsync("rollback");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP4002: 1.4.2 was rolled back: by hand. 1.4.1 runs again. It could not be written down: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
    }
}
