using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Tests.Rollouts;

public sealed class RolloutShareTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.01", 1)]
    [InlineData("12.5", 1_250)]
    [InlineData("100", 10_000)]
    public void B16_a_share_is_a_percentage_with_at_most_two_decimals(string text, int permyriad)
    {
        Assert.Equal(permyriad, RolloutShare.Parse(text));
        Assert.Equal(text, RolloutShare.Format(permyriad));
    }

    [Theory]
    [InlineData("100.01")]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("0.005")]
    [InlineData("1e1")]
    [InlineData("5%")]
    [InlineData("")]
    public void What_is_no_share_is_refused(string text) => Assert.Throws<FormatException>(() => RolloutShare.Parse(text));
}
