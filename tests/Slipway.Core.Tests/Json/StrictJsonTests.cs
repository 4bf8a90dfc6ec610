using System.Text;
using Slipway.Json;

namespace Slipway.Core.Tests.Json;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"a":2}""", "repeated")]
    [InlineData("""{"a":{"b":1,"\u0062":2}}""", "repeated")]
    [InlineData("""{"a":1.0}""", "64-bit integer")]
    [InlineData("""{"a":1e3}""", "64-bit integer")]
    [InlineData("""{"a":-0}""", "64-bit integer")]
    [InlineData("""{"a":9223372036854775808}""", "64-bit integer")]
    [InlineData("""{"a":"\ud800"}""", "Unicode")]
    [InlineData("""{"\udc00":1}""", "Unicode")]
    [InlineData("""{"a":1,}""", "not JSON")]
    [InlineData("""{"a":1} {}""", "JSON")]
    [InlineData("""{"a":1}//""", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("", "not JSON")]
    [InlineData("\uFEFF{}", "not JSON")]
    public void J1_what_two_readers_could_disagree_about_is_refused(string text, string because)
    {
        var refusal = Assert.ThrowsAny<FormatException>(() => StrictJson.ParseObject(Encoding.UTF8.GetBytes(text)));

        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void J1_a_depth_bomb_is_refused()
    {
        var bomb = string.Concat(Enumerable.Repeat("""{"a":""", 100_000));

        Assert.ThrowsAny<FormatException>(() => StrictJson.ParseObject(Encoding.UTF8.GetBytes(bomb)));
    }

    [Fact]
    public void J1_invalid_utf8_is_refused() =>
        Assert.ThrowsAny<FormatException>(() => StrictJson.ParseObject([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}']));

    [Fact]
    public void Names_that_differ_in_case_are_two_names() =>
        Assert.Equal(2, StrictJson.ParseObject("""{"a":1,"A":2}"""u8).Count);
}
