namespace Slipway.Core.Tests;

public sealed class IsoTimeTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 18, 56, 30, TimeSpan.Zero);

    [Fact]
    public void A_document_spells_a_time_in_one_way()
    {
        Assert.True(IsoTime.TryParse(IsoTime.Format(Time), out var read));
        Assert.Equal(Time, read);
        Assert.Equal(Time, IsoTime.Parse(IsoTime.Format(Time)));
        Assert.False(IsoTime.TryParse("2026-11-21 18:56:30Z", out _));
        Assert.Throws<FormatException>(() => IsoTime.Parse("2026-11-21 18:56:30Z"));
    }

    [Fact]
    public void A_person_may_paste_what_messages_show()
    {
        Assert.Equal(Time, IsoTime.ParseTyped("2026-11-21T18:56:30Z"));
        Assert.Equal(Time, IsoTime.ParseTyped($"{Time:u}"));
    }

    [Theory]
    [InlineData("2026-11-21  18:56:30Z")]
    [InlineData("2026-11-21 18:56:30")]
    [InlineData("2026-11-21t18:56:30Z")]
    [InlineData("2026-11-21")]
    [InlineData("")]
    public void What_is_no_time_is_refused(string text) => Assert.Throws<FormatException>(() => IsoTime.ParseTyped(text));
}
