using System.Text;
using Slipway.Agent.Device;
using Slipway.Json;

namespace Slipway.Agent.Tests.Device;

public sealed class DownloadSettingsTests
{
    [Theory]
    [InlineData("""{"max_bytes_per_s":250000}""", null, 250_000L)]
    [InlineData("""{"max_bytes_per_s":250000}""", "1000", 1_000L)]
    [InlineData("""{"max_bytes_per_s":250000}""", "", 250_000L)]
    [InlineData("{}", null, null)]
    public void The_environment_counts_more_than_the_file(string json, string? variable, long? rate) =>
        Assert.Equal(rate, Read(json).With(variable).MaxBytesPerSecond);

    [Theory]
    [InlineData("""{"max_bytes_per_s":999}""")]
    [InlineData("""{"max_bytes_per_s":"250k"}""")]
    public void What_is_no_rate_is_refused(string json) => Assert.ThrowsAny<FormatException>(() => Read(json));

    [Theory]
    [InlineData("999")]
    [InlineData("-1")]
    [InlineData("1e6")]
    [InlineData("fast")]
    public void A_variable_that_is_no_rate_is_refused(string variable)
    {
        var refusal = Assert.Throws<DeviceException>(() => DownloadSettings.Unlimited.With(variable));

        Assert.Equal("SLP4004", refusal.Code);
        Assert.Contains($"SLIPWAY_MAX_BYTES_PER_S is '{variable}'", refusal.Message, StringComparison.Ordinal);
    }

    private static DownloadSettings Read(string json) => DownloadSettings.FromJson(new JsonFields(StrictJson.ParseObject(Encoding.UTF8.GetBytes(json))));
}
