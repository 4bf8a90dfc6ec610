using Slipway.Bundles;

namespace Slipway.Core.Tests.Bundles;

public sealed class BundlePathTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a/b.c/d")]
    [InlineData("with space")]
    [InlineData("grüße")]
    [InlineData("ที่")]
    [InlineData("日本語/ファイル")]
    [InlineData("app/manifest.json")]
    [InlineData("...")]
    [InlineData("ab:c")]
    public void A_path_is_what_it_says(string text) => Assert.Equal(text, BundlePath.Parse(text).ToString());

    [Theory]
    [InlineData("", "one character")]
    [InlineData("/etc/x", "empty segment")]
    [InlineData("a//b", "empty segment")]
    [InlineData("a/", "empty segment")]
    [InlineData("../../etc/x", "'..'")]
    [InlineData("a/../../b", "'..'")]
    [InlineData("./a", "'.'")]
    [InlineData("C:/x", "drive")]
    [InlineData("C:\\x", "backslash")]
    [InlineData("a\\b", "backslash")]
    [InlineData("a\nb", "control")]
    [InlineData("a\u0085b", "control")]
    [InlineData("a\0", "control")]
    [InlineData("e\u0301", "NFC")]
    [InlineData("\u212B", "NFC")]
    [InlineData("\u1100\u1161", "NFC")]
    [InlineData("x\u0323\u0307", "NFC")]
    [InlineData("x\u0596\u0598", "NFC")]
    [InlineData("manifest.json", "installed")]
    [InlineData("signature.sig", "installed")]
    public void T1_T7_a_path_that_could_mean_another_place_is_refused(string text, string because)
    {
        var refusal = Assert.Throws<FormatException>(() => BundlePath.Parse(text));

        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }

    [Fact]
    public void J1_half_a_surrogate_pair_is_no_text() => Assert.False(BundlePath.TryParse("a\ud800b", out _));

    [Fact]
    public void T5_a_path_has_at_most_240_bytes_and_16_segments()
    {
        Assert.True(BundlePath.TryParse(new string('ü', 120), out _));
        Assert.False(BundlePath.TryParse(new string('ü', 120) + "a", out _));
        Assert.True(BundlePath.TryParse(string.Join('/', Enumerable.Repeat("a", 16)), out _));
        Assert.False(BundlePath.TryParse(string.Join('/', Enumerable.Repeat("a", 17)), out _));
    }
}
