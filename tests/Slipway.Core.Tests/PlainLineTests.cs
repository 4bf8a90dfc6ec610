namespace Slipway.Core.Tests;

public sealed class PlainLineTests
{
    [Theory]
    [InlineData("overheats the motor", "overheats the motor")]
    [InlineData(" \u001b[31mred\u0007 ", "[31mred")]
    [InlineData("safe\u202eelbisrever\u202c", "safeelbisrever")]
    [InlineData("zero\u200b\u2066width\ufeff", "zerowidth")]
    [InlineData("first\u2028second", "first")]
    [InlineData("first\nsecond", "first")]
    [InlineData(" ::stop-commands::x", @"\u003a:stop-commands::x")]
    [InlineData("#\u200b#vso[x]", @"#\u0023vso[x]")]
    [InlineData("\u0085\u200e", null)]
    public void A13_What_hides_moves_or_reorders_text_is_not_shown_at_a_device(string text, string? expected) => Assert.Equal(expected, PlainLine.Of(text, 200));
}
