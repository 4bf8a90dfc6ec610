using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("stable/*", "stable/linux-x64.json", true)]
    [InlineData("stable/*", "stable/linux-x64/delta", false)]
    [InlineData("stable/*", "stable", false)]
    [InlineData("stable/*", "stable/", true)]
    [InlineData("stable/*", "stables/x", false)]
    [InlineData("stable/*", "x/stable/y", false)]
    [InlineData("stable/*", "Stable/x", false)]
    [InlineData("stable/*/*", "stable/a/b", true)]
    [InlineData("stable/*/*", "stable/a", false)]
    [InlineData("releases/*/*/*", "releases/1.4.2/linux-x64/manifest.json", true)]
    [InlineData("releases/*/*/*", "releases/1.4.2/linux-x64/a/b", false)]
    [InlineData("*", "anything", true)]
    [InlineData("*", "any/thing", false)]
    [InlineData("*.json", ".json", true)]
    [InlineData("*.json", "x.json.bak", false)]
    [InlineData("a*b*c", "a-bb-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("a**", "a", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[ab]", "a", false)]
    [InlineData("[ab]", "[ab]", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void A_star_stays_in_its_segment(string pattern, string path, bool isMatch) =>
        Assert.Equal(isMatch, new PathPattern(pattern).Matches(path));

    [Fact]
    public void A18_many_stars_are_no_way_to_keep_a_device_busy()
    {
        var pattern = new PathPattern(string.Concat(Enumerable.Repeat("a*", 5_000)) + "b");

        Assert.False(pattern.Matches(new string('a', 20_000)));
    }
}
