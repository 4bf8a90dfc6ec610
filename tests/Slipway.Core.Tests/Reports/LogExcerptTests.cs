using System.Text;
using Slipway.Reports;

namespace Slipway.Core.Tests.Reports;

public sealed class LogExcerptTests
{
    [Fact]
    public void D18_Only_the_last_200_lines_are_taken() =>
        Assert.Equal(Enumerable.Range(51, 200).Select(i => $"line {i}"), Take(string.Join('\n', Enumerable.Range(1, 250).Select(i => $"line {i}")) + "\n"));

    [Fact]
    public void D18_No_line_is_longer_than_its_limit_and_all_together_have_64_kB()
    {
        var excerpt = Take(string.Join('\n', Enumerable.Repeat(new string('ä', 600), 300)));

        Assert.All(excerpt, line => Assert.Equal(LogExcerpt.MaxLineLength + "...".Length, line.Length));
        Assert.InRange(excerpt.Sum(Encoding.UTF8.GetByteCount), 63_000, LogExcerpt.MaxBytes);
    }

    [Theory]
    [InlineData("\u001b[2Jgone", "<U+001B>[2Jgone")]
    [InlineData("a\rb\u0000", "a<U+000D>b<U+0000>")]
    [InlineData("c1 \u009b31m", "c1 <U+009B>31m")]
    [InlineData("evil \u202egnp", "evil <U+202E>gnp")]
    [InlineData("tab\tstays\r\n", "tab\tstays")]
    public void D18_What_a_terminal_would_obey_is_shown_by_its_code(string log, string expected) => Assert.Equal([expected], Take(log));

    [Fact]
    public void D18_Bytes_that_are_no_text_become_replacement_characters() =>
        Assert.Equal(["a\uFFFDb"], LogExcerpt.Take([(byte)'a', 0xFF, (byte)'b'], isCut: false));

    [Fact]
    public void A_line_of_which_only_the_end_is_there_is_left_out_unless_it_is_the_only_one()
    {
        Assert.Equal(["two"], LogExcerpt.Take("ne\ntwo\n"u8, isCut: true));
        Assert.Equal(["ne"], LogExcerpt.Take("ne\n"u8, isCut: true));
        Assert.Equal(["ne", "two"], LogExcerpt.Take("ne\ntwo\n"u8, isCut: false));
        Assert.Empty(LogExcerpt.Take([], isCut: false));
    }

    [Fact]
    public void A_character_is_not_cut_in_halves()
    {
        var line = Assert.Single(Take(new string('a', LogExcerpt.MaxLineLength - 1) + "\U0001F6A2 and more"));

        Assert.Equal(new string('a', LogExcerpt.MaxLineLength - 1) + "...", line);
    }

    private static IEnumerable<string> Take(string log) => LogExcerpt.Take(Encoding.UTF8.GetBytes(log), isCut: false);
}
