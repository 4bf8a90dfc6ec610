using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Tests.Policy;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("30m", 30, "30m")]
    [InlineData("60m", 60, "1h")]
    [InlineData("48h", 2880, "2d")]
    [InlineData("90d", 129_600, "90d")]
    public void Durations_are_read_and_written_in_their_shortest_form(string text, int minutes, string shortest)
    {
        var duration = DurationText.Parse(text);

        Assert.Equal(TimeSpan.FromMinutes(minutes), duration);
        Assert.Equal(shortest, DurationText.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("48")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("48 h")]
    [InlineData("4000d")]
    [InlineData("99999999999d")]
    public void What_is_no_duration_is_refused(string text) => Assert.Throws<FormatException>(() => DurationText.Parse(text));
}
