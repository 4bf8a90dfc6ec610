using System.Globalization;
using System.Text;
using Slipway.Agent.Holds;
using Slipway.Json;

namespace Slipway.Agent.Tests.Holds;

public sealed class MaintenanceWindowTests
{
    private const string Nights = """{"days":["mon","sat"],"from":"22:00","to":"05:30","utc_offset_minutes":60}""";

    private const string Noon = """{"from":"12:00","to":"13:00"}""";

    // 2026-11-23 is a Monday.
    [Theory]
    [InlineData(Nights, "2026-11-23T20:59Z", false, "2026-11-23T22:00+01:00")]
    [InlineData(Nights, "2026-11-23T21:00Z", true, "2026-11-23T22:00+01:00")]
    [InlineData(Nights, "2026-11-23T23:30Z", true, "2026-11-28T22:00+01:00")]
    [InlineData(Nights, "2026-11-24T04:29Z", true, "2026-11-28T22:00+01:00")]
    [InlineData(Nights, "2026-11-24T04:30Z", false, "2026-11-28T22:00+01:00")]
    [InlineData(Nights, "2026-11-24T21:30Z", false, "2026-11-28T22:00+01:00")]
    [InlineData(Nights, "2026-11-29T04:00Z", true, "2026-11-30T22:00+01:00")]
    [InlineData(Noon, "2026-11-23T11:59Z", false, "2026-11-23T12:00+00:00")]
    [InlineData(Noon, "2026-11-23T12:59Z", true, "2026-11-24T12:00+00:00")]
    [InlineData(Noon, "2026-11-23T13:00Z", false, "2026-11-24T12:00+00:00")]
    [InlineData("""{"days":["mon"],"from":"00:00","to":"01:00","utc_offset_minutes":-600}""", "2026-11-23T10:30Z", true, "2026-11-30T00:00-10:00")]
    [InlineData("""{"days":["mon"],"from":"12:00","to":"11:00"}""", "2026-11-24T10:59Z", true, "2026-11-30T12:00+00:00")]
    public void It_is_open_from_its_day_on_also_across_midnight(string json, string time, bool isOpen, string next)
    {
        var window = Read(json);
        var at = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

        Assert.Equal((isOpen, DateTimeOffset.Parse(next, CultureInfo.InvariantCulture)), (window.IsOpen(at), window.NextOpening(at)));
        Assert.Equal(isOpen ? "the maintenance window is open" : $"the maintenance window opens at {next}", window.Explain(at));
    }

    [Theory]
    [InlineData("""{"from":"22:00"}""", "to is missing")]
    [InlineData("""{"from":"22:00","to":"22:00"}""", "to is '22:00': expected another time than from")]
    [InlineData("""{"from":"24:00","to":"22:00"}""", "from is '24:00': expected a time of day")]
    [InlineData("""{"from":"9:00","to":"22:00"}""", "from is '9:00': expected a time of day")]
    [InlineData("""{"from":"22:00","to":"23:00","days":[]}""", "days is []: expected some of sun, mon")]
    [InlineData("""{"from":"22:00","to":"23:00","days":["mon","mon"]}""", "days is [mon, mon]")]
    [InlineData("""{"from":"22:00","to":"23:00","days":["Mon"]}""", "days is [Mon]")]
    [InlineData("""{"from":"22:00","to":"23:00","utc_offset_minutes":900}""", "utc_offset_minutes is 900")]
    [InlineData("""{"from":"22:00","to":"23:00","timezone":"CET"}""", "timezone is not a field")]
    public void What_is_no_window_is_refused(string json, string message)
    {
        var refusal = Assert.ThrowsAny<FormatException>(() => Read(json));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    private static MaintenanceWindow Read(string json) => MaintenanceWindow.FromJson(new JsonFields(StrictJson.ParseObject(Encoding.UTF8.GetBytes(json))));
}
