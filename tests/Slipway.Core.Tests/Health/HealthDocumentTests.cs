using System.Text;
using Slipway.Health;

namespace Slipway.Core.Tests.Health;

public sealed class HealthDocumentTests
{
    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("healthy")]
    [InlineData("{\"a\":")]
    [InlineData("{} {}")]
    public void What_is_no_object_is_refused(string text) =>
        Assert.ThrowsAny<FormatException>(() => HealthDocument.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_document_beyond_the_limit_is_refused_whatever_it_says()
    {
        var fits = Encoding.UTF8.GetBytes("{}".PadRight(HealthDocument.MaxBytes));
        var exceeds = Encoding.UTF8.GetBytes("{}".PadRight(HealthDocument.MaxBytes + 1));

        HealthDocument.Parse(fits);
        Assert.ThrowsAny<FormatException>(() => HealthDocument.Parse(exceeds));
    }

    [Fact]
    public void A_depth_bomb_is_refused()
    {
        var bomb = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)));

        Assert.ThrowsAny<FormatException>(() => HealthDocument.Parse(bomb));
    }
}
