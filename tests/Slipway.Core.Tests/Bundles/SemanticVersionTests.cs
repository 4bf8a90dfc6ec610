using Slipway.Bundles;

namespace Slipway.Core.Tests.Bundles;

public sealed class SemanticVersionTests
{
    // The example of SemVer 2.0 §11, in lowercase, with the cases that are usually forgotten.
    private static readonly string[] InOrder =
    [
        "0.9.9", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-99999999999999999999", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
        "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1-dev.3", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
    ];

    [Fact]
    public void Versions_precede_each_other_as_SemVer_says()
    {
        SemanticVersion[] versions = [.. InOrder.Reverse().Select(SemanticVersion.Parse)];

        Array.Sort(versions);

        Assert.Equal(InOrder, versions.Select(version => version.ToString()));
        Assert.True(versions[0] < versions[1]);
        Assert.True(versions[0] <= versions[1]);
        Assert.False(versions[0] > versions[1]);
        Assert.False(versions[0] >= versions[1]);
    }

    [Theory]
    [InlineData("1.4.2", 1, 4, 2, "")]
    [InlineData("1.4.2-rc2", 1, 4, 2, "rc2")]
    [InlineData("0.0.10-a-b.0", 0, 0, 10, "a-b.0")]
    public void A_version_has_its_parts_and_its_spelling(string text, long major, long minor, long patch, string prerelease)
    {
        var version = SemanticVersion.Parse(text);

        Assert.Equal((major, minor, patch, prerelease), (version.Major, version.Minor, version.Patch, version.Prerelease));
        Assert.Equal(text, version.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3-a_b")]
    [InlineData("1.2.3+build")]
    [InlineData("1.2.3-RC")]
    [InlineData("v1.2.3")]
    [InlineData("1.2.3 ")]
    [InlineData("1.2.-3")]
    [InlineData("1.2.9223372036854775808")]
    public void Other_text_is_no_version(string text) => Assert.Throws<FormatException>(() => SemanticVersion.Parse(text));

    [Fact]
    public void A_version_longer_than_a_path_segment_may_be_is_refused() =>
        Assert.False(SemanticVersion.TryParse("1.2.3-" + new string('a', SemanticVersion.MaxLength - 5), out _));
}
