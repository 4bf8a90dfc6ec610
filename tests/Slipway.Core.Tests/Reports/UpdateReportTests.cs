using System.Text;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Reports;

namespace Slipway.Core.Tests.Reports;

public sealed class UpdateReportTests
{
    private static readonly UpdateReport RolledBack = new()
    {
        Id = "0011223344556677",
        DeviceId = "device-1",
        Product = SegmentName.Parse("edge-agent"),
        Runtime = RuntimeId.Parse("linux-arm64"),
        Channel = ChannelName.Default,
        From = SemanticVersion.Parse("1.4.2"),
        To = SemanticVersion.Parse("1.4.3"),
        ManifestDigest = Sha256Digest.Of([3]),
        Status = ReportStatus.RolledBack,
        Reason = "health_rolled_back",
        Message = "1.4.3 was rolled back.",
        At = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        OnAir = TimeSpan.FromMilliseconds(4200),
        Attempts = 1,
        Dropped = 7,
        Log = ["one", "two"],
    };

    [Fact]
    public void D18_A_report_survives_being_written_and_read()
    {
        var read = UpdateReport.Parse(Encoding.UTF8.GetBytes(RolledBack.ToJson().ToJsonString()));

        Assert.Equal(RolledBack.Log, read.Log);
        Assert.Equal(RolledBack, read with { Log = RolledBack.Log });
    }

    [Fact]
    public void A_report_of_what_never_came_to_a_release_is_read()
    {
        var refused = RolledBack with { Status = ReportStatus.Refused, From = null, To = null, ManifestDigest = null, OnAir = null, Log = [] };

        var read = UpdateReport.Parse(Encoding.UTF8.GetBytes(refused.ToJson().ToJsonString()));

        Assert.Equal((null, null, null, null), (read.From, read.To, read.ManifestDigest, read.OnAir));
    }

    [Theory]
    [InlineData("\"format\":\"slipway-report/1\"", "\"format\":\"slipway-report/2\"", "format is 'slipway-report/2': expected 'slipway-report/1'")]
    [InlineData("\"status\":\"rolled_back\"", "\"status\":\"lost\"", "status is 'lost': expected updated, rolled_back or refused")]
    [InlineData("\"at\":1700000000", "\"at\":-1", "at is -1: expected an integer")]
    [InlineData("\"on_air_ms\":4200", "\"on_air_ms\":9223372036854775807", "on_air_ms is 9223372036854775807: expected an integer")]
    public void A_report_that_cannot_be_is_refused(string part, string replacement, string message)
    {
        var json = RolledBack.ToJson().ToJsonString();
        Assert.Contains(part, json, StringComparison.Ordinal);

        var refusal = Assert.ThrowsAny<FormatException>(() => UpdateReport.Parse(Encoding.UTF8.GetBytes(json.Replace(part, replacement, StringComparison.Ordinal))));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_is_bounded()
    {
        Assert.ThrowsAny<FormatException>(() => UpdateReport.Parse(new byte[UpdateReport.MaxBytes + 1]));
        var told = RolledBack with { Message = new string('x', 5000) };
        Assert.Equal(UpdateReport.MaxMessageLength, told.ToJson()["message"]!.GetValue<string>().Length);
    }
}
