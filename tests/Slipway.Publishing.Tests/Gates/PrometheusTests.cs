using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Gates;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Gates;

/// <summary>The queries of docs/gates.md, on a real server: of a release that is good, of one that is not, and of one that it knows nothing of.</summary>
public sealed partial class PrometheusTests
{
    private const string Documented = "http://127.0.0.1:9090";
    private const int Devices = 4;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Past = TimeSpan.FromHours(2);

    [Fact]
    public async Task B18_D15_D19_thresholds_as_teams_state_them()
    {
        Assert.SkipUnless(PrometheusServer.Obstacle is null, PrometheusServer.Obstacle ?? "");
        var now = TimeProvider.System.GetUtcNow();
        using var server = await PrometheusServer.StartAsync(Samples(now));
        using var desk = await GateDesk.CreateAsync();
        var policy = desk.Policy(ReadDocumented().Replace(Documented, server.Address.AbsoluteUri, StringComparison.Ordinal));
        var gates = policy.Channel(ReleaseWorkshop.Canary).Gates;

        Task<System.Collections.Immutable.ImmutableArray<RuleEvidence>> AskAsync(string version) => new GateKeeper(policy).AskAsync(
            gates, GateDesk.Subject with { Version = SemanticVersion.Parse(version), Since = now.AddMinutes(-30), Time = now }, CancellationToken.None);

        var (good, bad, unknown) = (await AskAsync("1.4.2"), await AskAsync("1.4.3"), await AskAsync("9.9.9"));

        Assert.Equal(6, gates.Length);
        Assert.All(good, answer => Assert.True(answer.Outcome == RuleOutcome.Passed, $"{answer.Rule}: {answer.Value}"));
        Assert.All(bad, answer => Assert.True(answer.Outcome == RuleOutcome.Failed, $"{answer.Rule}: {answer.Value}"));
        Assert.All(unknown, answer => Assert.True(answer.Outcome == RuleOutcome.Missing, $"{answer.Rule}: {answer.Value}"));
        Assert.Equal(["0", "95", "100"], good.Where((_, i) => i is 1 or 3).Select(answer => answer.Value!.Split(' ')[0]).Append(good[2].Value!.Split(' ')[0]));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', good.Concat(bad).Concat(unknown).Select(answer => $"{answer.Rule} {answer.Outcome}: {answer.Value}; {answer.Limit}")));
    }

    [Theory]
    [InlineData("sum(", "parse error")]
    [InlineData("vector(1)[5m:1m]", "matrix")]
    [InlineData("\\\"text\\\"", "string")]
    [InlineData("1 / vector(0)", "+Inf")]
    public async Task What_a_real_server_says_to_a_query_that_gives_no_number_is_no_answer(string query, string value)
    {
        Assert.SkipUnless(PrometheusServer.Obstacle is null, PrometheusServer.Obstacle ?? "");
        using var server = await PrometheusServer.StartAsync(Samples(TimeProvider.System.GetUtcNow()));
        using var desk = await GateDesk.CreateAsync();

        var found = await desk.AskAsync($$"""{ "name": "broken", "prometheus": "{{server.Address}}", "query": "{{query}}", "at_most": 1 }""");

        Assert.Equal(RuleOutcome.Missing, found.Outcome);
        Assert.Contains(value, found.Value, StringComparison.Ordinal);
    }

    private static string ReadDocumented() => DocumentedGates().Match(File.ReadAllText(SourceTree.At("docs/gates.md"))).Groups[1].Value;

    /// <summary>Two hours of a fleet: the release before, a good one and a bad one, on a few devices each.</summary>
    private static string Samples(DateTimeOffset now)
    {
        var samples = new StringBuilder();
        foreach (var (version, isBad) in ((string, bool)[])[("1.4.1", false), ("1.4.2", false), ("1.4.3", true)])
        {
            for (var device = 0; device < Devices; device++)
            {
                Add(samples, now, "edge_up", $"version=\"{version}\",device=\"{device}\"", _ => 1);
                Add(samples, now, "edge_crashes_total", $"version=\"{version}\",device=\"{device}\"", seconds => seconds / (isBad ? 100 : 1_000));
                Add(samples, now, "edge_boot_failures_total", $"version=\"{version}\",device=\"{device}\"", seconds => isBad ? seconds / 600 : 0);
            }

            Add(samples, now, "edge_updates_total", $"to=\"{version}\",result=\"updated\"", seconds => seconds);
            Add(samples, now, "edge_updates_total", $"to=\"{version}\",result=\"rolled_back\"", seconds => isBad ? seconds / 10 : 0);
            Add(samples, now, "edge_tasks_total", $"version=\"{version}\",result=\"done\"", seconds => seconds * (isBad ? 90 : 95));
            Add(samples, now, "edge_tasks_total", $"version=\"{version}\",result=\"failed\"", seconds => seconds * (isBad ? 10 : 5));
            Add(samples, now, "edge_request_seconds_bucket", $"version=\"{version}\",le=\"0.1\"", seconds => seconds * (isBad ? 50 : 99));
            Add(samples, now, "edge_request_seconds_bucket", $"version=\"{version}\",le=\"1\"", seconds => seconds * 100);
            Add(samples, now, "edge_request_seconds_bucket", $"version=\"{version}\",le=\"+Inf\"", seconds => seconds * 100);
            Add(samples, now, "edge_requests_total", $"version=\"{version}\",code=\"200\"", seconds => seconds * 95);

            // A good release has never answered with an error: there is no such series.
            if (isBad)
            {
                Add(samples, now, "edge_requests_total", $"version=\"{version}\",code=\"503\"", seconds => seconds * 5);
            }
        }

        return samples.ToString().TrimEnd();
    }

    private static void Add(StringBuilder samples, DateTimeOffset now, string name, string labels, Func<double, double> valueAt)
    {
        for (var time = now - Past; time <= now; time += Step)
        {
            samples.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {valueAt((time - now + Past).TotalSeconds)} {time.ToUnixTimeSeconds()}\n");
        }
    }

    [GeneratedRegex("```json\n\"gates\": \\[\n(.*?)\n\\]\n```", RegexOptions.Singleline)]
    private static partial Regex DocumentedGates();
}
