using System.Globalization;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;

namespace Slipway.Publishing.Tests.Promotions;

public sealed class PlanTextTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int MostLines = 40;

    private PlanDesk _desk = null!;

    public async ValueTask InitializeAsync() => _desk = await PlanDesk.CreateAsync();

    [Fact]
    public async Task Three_channels_and_four_runtimes_read_well_in_40_lines()
    {
        var lines = PlanText.Lines(await _desk.PlanAsync(PlanDesk.Request() with { DisplayName = "Spring" }, Fleet())).ToArray();

        output.WriteLine(string.Join('\n', lines));
        RequireFits(lines);
        Assert.Equal("verdict    it would go ahead", lines[0]);
        Assert.Equal(PlanDesk.Runtimes, lines.Where(line => line.Contains("sha256:", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]));
    }

    [Fact]
    public async Task They_do_too_where_much_stands_against_it()
    {
        await _desk.PublishAsync("2.0.0");

        var lines = PlanText.Lines(await _desk.PlanAsync(PlanDesk.Request("2.0.0", "canary"), Fleet())).ToArray();

        output.WriteLine(string.Join('\n', lines));
        RequireFits(lines);
        Assert.Contains(lines, line => line.StartsWith("  SLP6001  Releases enter stable from beta, not from canary.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(80, 80)]
    [InlineData(120, PlanText.Columns)]
    [InlineData(0, 72)]
    public async Task A_terminal_gets_lines_that_it_can_show(int terminal, int longest)
    {
        await _desk.PublishAsync("2.0.0");

        var lines = PlanText.Lines(await _desk.PlanAsync(PlanDesk.Request("2.0.0", "canary"), Fleet()), terminal).ToArray();

        output.WriteLine(string.Join('\n', lines));
        Assert.All(lines, line => Assert.True(line.Length <= longest, line));
        Assert.Contains(lines, line => line.Length > longest - 10);
    }

    [Fact]
    public async Task Nothing_that_others_wrote_steers_a_terminal_or_a_page()
    {
        var plan = await _desk.PlanAsync(PlanDesk.Request() with { DisplayName = "\u001b[2J`x`|<b>@everyone #1 https://evil.example" });

        var lines = string.Join('\n', PlanText.Lines(plan));
        var page = PlanMarkdown.Write(plan);

        Assert.Contains(@"\u001b[2J", lines, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', lines + page);
        Assert.Contains(@"\`x\`\|\<b\>@<!-- -->everyone #<!-- -->1 https:<!-- -->//evil.example", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_has_the_verdict_first_and_tables_of_equal_width()
    {
        var page = PlanMarkdown.Write(await _desk.PlanAsync(fleet: Fleet())).Split('\n');

        output.WriteLine(string.Join('\n', page));
        Assert.Equal("### it would go ahead", page[0]);
        for (var i = 1; i < page.Length; i++)
        {
            if (page[i].StartsWith('|') && page[i - 1].StartsWith('|'))
            {
                Assert.Equal(page[i - 1].Count(mark => mark == '|'), page[i].Count(mark => mark == '|'));
            }
        }
    }

    [Fact]
    public async Task A_page_has_no_blanks_at_the_end_of_a_line_and_no_column_without_a_word()
    {
        var same = PlanMarkdown.Write(await _desk.PlanAsync());
        var refused = PlanMarkdown.Write(await _desk.PlanAsync(PlanDesk.Request("9.9.9")));
        await _desk.EditOffersAsync("beta", offer => offer with { Release = offer.Release with { ManifestDigest = Sha256Digest.Of("other bytes"u8) } });
        var other = PlanMarkdown.Write(await _desk.PlanAsync());

        output.WriteLine(same + refused + other);
        Assert.All((same + refused + other).Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        Assert.Contains("| runtime | manifest |\n| --- | --- |\n", same, StringComparison.Ordinal);
        Assert.Contains("| share | begins | watched |\n", same, StringComparison.Ordinal);
        Assert.Contains("OTHER BYTES", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_versions_the_rare_ones_are_told_together()
    {
        var fleet = string.Concat(Enumerable.Range(0, 20).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"version\":\"1.{i}.9\",\"count\":{i + 1}}},")));

        var lines = PlanText.Lines(await _desk.PlanAsync(fleet: $"[{fleet.TrimEnd(',')}]")).ToArray();

        RequireFits(lines);
        Assert.EndsWith("91  of 13 more versions: 76 stay as they are, 12 install it, 3 need a full image", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_all_of_it()
    {
        await _desk.PublishAsync("2.0.0");

        var json = PlanJson.Of(await _desk.PlanAsync(PlanDesk.Request("2.0.0", "canary"), Fleet()));

        Assert.Equal("slipway-plan/1", json["format"]!.GetValue<string>());
        Assert.Equal("refused", json["verdict"]!.GetValue<string>());
        Assert.Equal(["SLP6001", "SLP6003", "SLP6002"], json["refusals"]!.AsArray().Select(refusal => refusal!["code"]!.GetValue<string>()));
        Assert.Equal(4, json["runtimes"]!.AsArray().Count(runtime => runtime!["same_bytes"]!.GetValue<bool>() && runtime["now"]!["version"]!.GetValue<string>() == "1.4.2"));
        Assert.Equal("policy", json["fleet"]!["versions"]!.AsArray().Single(fate => fate!["version"]!.GetValue<string>() == "1.4.2")!["reason"]!.GetValue<string>());
        Assert.Equal([1m, 10m, 50m, 100m], json["waves"]!.AsArray().Select(wave => wave!["percent"]!.GetValue<decimal>()));
    }

    public ValueTask DisposeAsync()
    {
        _desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void RequireFits(string[] lines)
    {
        Assert.InRange(lines.Length, 10, MostLines);
        Assert.All(lines, line => Assert.True(line.Length <= PlanText.Columns, line));
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
    }

    private static string Fleet() => "id,channel,rid,version\n" + string.Concat(Enumerable.Range(0, 1_300).Select(i => string.Create(
        CultureInfo.InvariantCulture,
        $"device-{i},{(i % 10 == 0 ? "beta" : "stable")},{PlanDesk.Runtimes[i % 4]},{(i % 100 == 7 ? "1.1.0" : i % 100 == 8 ? "1.6.0" : i % 7 == 0 ? "1.4.1" : "1.4.2")}\n")));
}
