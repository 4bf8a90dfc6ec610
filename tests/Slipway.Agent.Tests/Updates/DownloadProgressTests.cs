using Slipway.Agent.Device;
using Slipway.Agent.Updates;
using Slipway.Bundles;

namespace Slipway.Agent.Tests.Updates;

public sealed class DownloadProgressTests : IDisposable
{
    private static readonly DeviceReport Begun = new(OtaStatus.Updating, 10, "updated", "1.4.2 is to be installed.", SemanticVersion.Parse("1.4.2"), DateTimeOffset.UnixEpoch);

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void C10_Progress_is_scaled_and_written_at_most_every_two_seconds()
    {
        var layout = new DeviceLayout(_folder.Path);
        Directory.CreateDirectory(layout.State);
        var progress = new DownloadProgress(layout, _clock, Begun, total: 1000, from: 10, to: 60);

        progress.Report(100);
        var early = DeviceReport.Read(layout);
        _clock.Seconds = 2;
        progress.Report(500);
        progress.Report(900);
        var halfway = DeviceReport.Read(layout);
        _clock.Seconds = 4;
        progress.Report(5000);

        Assert.Null(early);
        Assert.Equal((35, OtaStatus.Updating), (halfway!.Progress, halfway.Status));
        Assert.Equal(60, DeviceReport.Read(layout)!.Progress);
        Assert.Equal([layout.Report], Directory.GetFiles(layout.State));
    }

    [Fact]
    public void Progress_that_cannot_be_written_stops_no_download()
    {
        var progress = new DownloadProgress(new DeviceLayout(_folder["nowhere"]), _clock, Begun, total: 1000, from: 10, to: 60);
        _clock.Seconds = 60;

        progress.Report(500);

        Assert.False(Directory.Exists(_folder["nowhere"]));
    }

    private sealed class SteppedClock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
