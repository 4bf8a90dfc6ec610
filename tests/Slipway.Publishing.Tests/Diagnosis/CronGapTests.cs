using Slipway.Publishing.Diagnosis;

namespace Slipway.Publishing.Tests.Diagnosis;

public sealed class CronGapTests
{
    [Theory]
    [InlineData("17 3 * * *", 1)]
    [InlineData("*/10 * * * *", 1)]
    [InlineData("17 3 * * 1", 7)]
    [InlineData("17 3 * * 1-5", 3)]
    [InlineData("17 3 * * 0,3", 4)]
    [InlineData("17 3 * * 1-7", 1)]
    [InlineData("17 3 */2 * *", 2)]
    [InlineData("17 3 1 * *", 31)]
    [InlineData("17 3 1,15 * *", 17)]
    public void The_longest_time_between_two_runs_is_known_to_the_day(string expression, int days)
    {
        Assert.Equal(TimeSpan.FromDays(days), CronGap.Of(expression));
    }

    [Theory]
    [InlineData("@daily")]
    [InlineData("17 3 * 1 *")]
    [InlineData("17 3 1 * 1")]
    [InlineData("17 3 * * MON")]
    [InlineData("17 3 40 * *")]
    [InlineData("17 3 */0 * *")]
    [InlineData("")]
    public void What_is_not_understood_is_not_judged(string expression)
    {
        Assert.Null(CronGap.Of(expression));
    }
}
