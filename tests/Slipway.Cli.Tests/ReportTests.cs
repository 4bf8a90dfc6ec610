using System.Text.Json;

namespace Slipway.Cli.Tests;

/// <summary>What tells people how things stand, typed as docs/cli.md and docs/doctor.md have it.</summary>
public sealed class ReportTests(ReleasedProduct product) : IClassFixture<ReleasedProduct>
{
    private const int Columns = 100;

    private readonly Terminal _terminal = product.Terminal;

    [Fact]
    public async Task Doctor_prints_a_line_for_each_check_and_ends_with_0_or_1()
    {
        var healthy = await _terminal.TypeAsync("slipway doctor");
        File.Copy(_terminal["slipway.json"], Path.Combine(Directory.CreateDirectory(_terminal["without-anchor"]).FullName, "slipway.json"));
        var ill = await _terminal.TypeAsync("slipway doctor --json --config without-anchor/slipway.json --store releases");

        Assert.Equal(0, healthy.ExitCode);
        Assert.Contains("ok       writes ", healthy.Output, StringComparison.Ordinal);
        Assert.Equal(1, ill.ExitCode);
        Assert.Equal(("slipway-doctor/1", false), (ill.Json.GetProperty("format").GetString(), ill.Json.GetProperty("healthy").GetBoolean()));
        Assert.Contains("SLP5033", ill.Json.GetProperty("checks").EnumerateArray().SelectMany(check => check.GetProperty("findings").EnumerateArray()).Select(finding => finding.GetProperty("code").GetString()));
        Assert.Empty(ill.Error);
    }

    [Fact]
    public async Task Status_fits_a_hundred_columns_and_says_in_json_what_it_says_in_words()
    {
        var lines = (await _terminal.TypeAsync("slipway status")).Output.Split('\n');
        var json = (await _terminal.TypeAsync("slipway status --json")).Json;

        Assert.All(lines.Skip(1), line => Assert.True(line.Length <= Columns, line));
        Assert.Contains("stable has nothing yet of what canary offers (linux-x64)", lines);
        Assert.Contains(lines, line => line.StartsWith("timestamp ", StringComparison.Ordinal) && line.EndsWith(" online (1 of 1)", StringComparison.Ordinal));
        Assert.Equal(9, json.GetProperty("roles").GetArrayLength());
        Assert.Equal("online", json.GetProperty("roles")[8].GetProperty("signed_by")[0].GetProperty("name").GetString());
        Assert.Equal("stable", json.GetProperty("drift")[0].GetProperty("channel").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("drift")[0].GetProperty("releases").ValueKind);
    }

    [Fact]
    public async Task Status_tells_of_runtimes_with_the_same_state_together()
    {
        using var terminal = new Terminal();
        Directory.CreateDirectory(terminal["app"]);
        await File.WriteAllTextAsync(terminal["app/run.py"], "print('hello')");
        await terminal.TypeAsync("slipway init --product edge-agent --org acme --store releases");
        await terminal.TypeAsync("slipway bundle app --version 1.4.2 --rid linux-x64 --key file:keys/builder.pem --output x64");
        await terminal.TypeAsync("slipway bundle app --version 1.4.2 --rid linux-arm64 --key file:keys/builder.pem --output arm64");
        await terminal.TypeAsync("slipway publish x64 arm64 --channel canary");
        await terminal.TypeAsync("slipway bundle app --version 1.4.3 --rid linux-x64 --key file:keys/builder.pem --output newer");
        await terminal.TypeAsync("slipway promote 1.4.2 --from canary --to beta");

        var together = (await terminal.TypeAsync("slipway status")).Output.Split('\n');
        await terminal.TypeAsync("slipway publish newer --channel canary");
        var apart = (await terminal.TypeAsync("slipway status")).Output.Split('\n');

        Assert.Contains("runtimes   linux-arm64, linux-x64", together);
        Assert.Single(together, line => line.StartsWith("canary     1.4.2        2 runtimes       100%, since ", StringComparison.Ordinal));
        Assert.Contains("stable has nothing yet of what canary offers (2 runtimes)", together);
        Assert.Single(apart, line => line.StartsWith("canary     1.4.3        linux-x64        100%", StringComparison.Ordinal));
        Assert.Single(apart, line => line.StartsWith("canary     1.4.2        linux-arm64 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task History_is_told_newest_first_and_nothing_in_it_steers_the_terminal()
    {
        var all = await _terminal.TypeAsync("slipway history");
        var beta = await _terminal.TypeAsync("slipway history --channel beta --limit 1 --json");
        var none = await _terminal.TypeAsync("slipway history --limit none");

        Assert.Contains(@"published, linux-x64, notes: hello\u001b[2J; by canary (canary 2)", all.Output, StringComparison.Ordinal);
        Assert.Contains("promoted from canary", all.Output.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal("started", Assert.Single(beta.Json.GetProperty("events").EnumerateArray()).GetProperty("event").GetString());
        Assert.Equal(2, beta.Json.GetProperty("total").GetInt32());
        Assert.Equal(2, none.ExitCode);
    }

    [Fact]
    public async Task Doctor_looks_at_a_store_before_there_is_a_slipway_json()
    {
        using var terminal = new Terminal();
        Directory.CreateDirectory(terminal["empty"]);

        var nothing = await terminal.TypeAsync("slipway doctor");
        var store = await terminal.TypeAsync("slipway doctor --store empty");

        Assert.Equal(1, nothing.ExitCode);
        Assert.Contains("SLP1060", nothing.Error, StringComparison.Ordinal);
        Assert.Equal(0, store.ExitCode);
        Assert.Contains("SLP5031", store.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_looks_at_a_bucket_before_there_is_a_slipway_json()
    {
        using var terminal = new Terminal();
        terminal.Environment["AWS_ACCESS_KEY_ID"] = terminal.Environment["AWS_SECRET_ACCESS_KEY"] = "nobody";

        var answer = await terminal.TypeAsync("slipway doctor --no-write --store s3://bucket/prefix --s3-endpoint http://127.0.0.1:1");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("SLP5030", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SLP5001", answer.Output, StringComparison.Ordinal);
    }
}
