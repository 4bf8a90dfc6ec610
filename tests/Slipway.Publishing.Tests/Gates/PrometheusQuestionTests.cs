using System.Net;
using Slipway.Channels;

namespace Slipway.Publishing.Tests.Gates;

public sealed class PrometheusQuestionTests
{
    // Rows read: what the server answers, the thresholds, and what the gate then says.
    public static TheoryData<string[], string, RuleOutcome, string> Answers => new()
    {
        { [GateDesk.Vector("0.42")], "\"at_most\": \"0.5\"", RuleOutcome.Passed, "0.42" },
        { [GateDesk.Vector("0.5")], "\"at_most\": \"0.5\"", RuleOutcome.Passed, "0.5" },
        { [GateDesk.Vector("0.50001")], "\"at_most\": \"0.5\"", RuleOutcome.Failed, "0.50001" },
        { [GateDesk.Vector("3")], "\"at_most\": \"1000000000000000\"", RuleOutcome.Passed, "3" },
        { [GateDesk.Vector("0.5000000001")], "\"at_most\": \"0.5\"", RuleOutcome.Failed, "0.5000000001" },
        { [GateDesk.Vector("0.1234567891234")], "\"at_most\": 1", RuleOutcome.Passed, "0.123457" },
        { [GateDesk.Vector("1e-05")], "\"at_most\": 0", RuleOutcome.Failed, "0.00001" },
        { [GateDesk.Vector("97.9")], "\"at_least\": 98", RuleOutcome.Failed, "97.9" },
        { [GateDesk.Vector("0.1", "0.9", "0.2")], "\"at_most\": \"0.5\"", RuleOutcome.Failed, "0.9 ({rid=\"r1\"}, 3 series)" },
        { [GateDesk.Vector("0.1", "0.4", "0.2")], "\"at_most\": \"0.5\"", RuleOutcome.Passed, "0.4 ({rid=\"r1\"}, 3 series)" },
        { [GateDesk.Vector("99", "98.5")], "\"at_least\": 98", RuleOutcome.Passed, "98.5 ({rid=\"r1\"}, 2 series)" },
        { ["""{"status":"success","data":{"resultType":"scalar","result":[1772366400,"3"]}}"""], "\"at_most\": 3", RuleOutcome.Passed, "3" },

        // What says nothing has not kept to anything.
        { [GateDesk.Vector()], "\"at_most\": \"0.5\"", RuleOutcome.Missing, "no data" },
        { [GateDesk.Vector("NaN")], "\"at_most\": \"0.5\"", RuleOutcome.Missing, "NaN" },
        { [GateDesk.Vector("-Inf")], "\"at_most\": \"0.5\"", RuleOutcome.Missing, "-Inf" },
        { [GateDesk.Vector("0.1", "NaN")], "\"at_most\": \"0.5\"", RuleOutcome.Missing, "NaN {rid=\"r1\"}" },
        { [GateDesk.Vector("0.9", "NaN")], "\"at_most\": \"0.5\"", RuleOutcome.Failed, "0.9" },
        { [GateDesk.Vector("9e300")], "\"at_least\": 1", RuleOutcome.Missing, "9e300" },
        { ["""{"status":"success","warnings":["a store did not answer"],"data":{"resultType":"scalar","result":[1,"0"]}}"""], "\"at_most\": 3", RuleOutcome.Missing, "a store did not answer" },
        { ["""{"status":"success","data":{"resultType":"matrix","result":[]}}"""], "\"at_most\": 3", RuleOutcome.Missing, "matrix" },
        { ["""{"status":"error","error":"bad query"}"""], "\"at_most\": 3", RuleOutcome.Missing, "bad query" },
        { ["""<html>Welcome</html>"""], "\"at_most\": 3", RuleOutcome.Missing, "not as Prometheus does" },
        { ["""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}"""], "\"at_most\": 3", RuleOutcome.Missing, "not as Prometheus does" },
    };

    // Rows read: the value, the baseline, the thresholds, and what the gate then says.
    public static TheoryData<string, string, string, RuleOutcome, string> Comparisons => new()
    {
        { "0.42", "0.4", "\"at_most_over_baseline\": \"5%\"", RuleOutcome.Passed, "0.42 (baseline 0.4)" },
        { "0.421", "0.4", "\"at_most_over_baseline\": \"5%\"", RuleOutcome.Failed, "0.421 (baseline 0.4)" },
        { "0", "0", "\"at_most_over_baseline\": \"5%\"", RuleOutcome.Passed, "0 (baseline 0)" },
        { "0.001", "0", "\"at_most_over_baseline\": \"5%\"", RuleOutcome.Failed, "0.001 (baseline 0)" },
        { "190", "200", "\"at_least_of_baseline\": \"95%\"", RuleOutcome.Passed, "190 (baseline 200)" },
        { "189", "200", "\"at_least_of_baseline\": \"95%\"", RuleOutcome.Failed, "189 (baseline 200)" },
        { "189", "0", "\"at_least_of_baseline\": \"95%\"", RuleOutcome.Missing, "baseline is 0" },
        { "1", "-1", "\"at_most_over_baseline\": \"5%\"", RuleOutcome.Missing, "baseline is -1" },
        { "1", "NaN", "\"at_most_over_baseline\": \"5%\"", RuleOutcome.Missing, "baseline is NaN" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task B18_an_answer_is_held_against_the_threshold(string[] answers, string thresholds, RuleOutcome outcome, string value)
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve(answers);

        var found = await desk.AskAsync($$"""{ "name": "crash-rate", "prometheus": "{{server.Address}}", "query": "up", {{thresholds}} }""");

        Assert.Equal((outcome, "gate/crash-rate", GateDesk.Time), (found.Outcome, found.Rule, found.At));
        Assert.Contains(value, found.Value, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public async Task D15_an_answer_is_held_against_a_baseline(string value, string baseline, string threshold, RuleOutcome outcome, string text)
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = new LoopbackServer((request, response) =>
            response.OutputStream.Write(System.Text.Encoding.UTF8.GetBytes(GateDesk.Vector(request.RawUrl!.Contains("before", StringComparison.Ordinal) ? baseline : value))));

        var found = await desk.AskAsync($$"""{ "name": "crash-rate", "prometheus": "{{server.Address}}", "query": "now", "baseline": "before", {{threshold}} }""");

        Assert.Equal(outcome, found.Outcome);
        Assert.Contains(text, found.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_names_the_release()
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve(GateDesk.Vector("0"));

        await desk.AskAsync($$"""{ "name": "crash-rate", "prometheus": "{{server.Address}}base/", "query": "m{p=\"{product}\",v=\"{version}\",c=\"{channel}\",f=\"{from}\",b=\"{previous}\"}[{age}]", "at_most": 0 }""");

        Assert.Equal(
            ["GET /base/api/v1/query?query=" + Uri.EscapeDataString("m{p=\"edge-agent\",v=\"1.4.2\",c=\"canary\",f=\"canary\",b=\"1.4.1\"}[1800s]")],
            server.RequestLines);
    }

    [Fact]
    public async Task A_long_query_is_posted()
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve(GateDesk.Vector("0"));

        var found = await desk.AskAsync($$"""{ "name": "crash-rate", "prometheus": "{{server.Address}}", "query": "{{new string('m', 2_000)}}", "at_most": 0 }""");

        Assert.Equal(RuleOutcome.Passed, found.Outcome);
        Assert.Equal(["POST /api/v1/query"], server.RequestLines);
    }

    [Fact]
    public async Task Without_a_previous_release_there_is_nothing_to_compare_with()
    {
        using var desk = await GateDesk.CreateAsync();

        var found = await desk.AskAsync(
            """{ "name": "crash-rate", "prometheus": "http://127.0.0.1:1", "query": "up", "baseline": "up{v=\"{previous}\"}", "at_most_over_baseline": "5%" }""",
            GateDesk.Subject with { Previous = null });

        Assert.Equal((RuleOutcome.Missing, "there is no previous release to compare with"), (found.Outcome, found.Value));
    }

    [Theory]
    [InlineData("0.6", RuleOutcome.Failed, "0.6")]
    [InlineData("0.4", RuleOutcome.Missing, "there is no previous release to compare with")]
    public async Task D15_a_bound_that_is_broken_without_a_baseline_is_broken(string value, RuleOutcome outcome, string text)
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve(GateDesk.Vector(value));

        var found = await desk.AskAsync(
            $$"""{ "name": "crash-rate", "prometheus": "{{server.Address}}", "query": "up", "baseline": "up{v=\"{previous}\"}", "at_most": "0.5", "at_most_over_baseline": "5%" }""",
            GateDesk.Subject with { Previous = null });

        Assert.Equal((outcome, text, "at most 0.5 and at most 5% over the baseline"), (found.Outcome, found.Value, found.Limit));
    }

    [Fact]
    public async Task Nobody_who_answers_is_no_answer()
    {
        using var desk = await GateDesk.CreateAsync();

        var found = await desk.AskAsync("""{ "name": "crash-rate", "prometheus": "http://127.0.0.1:1", "query": "up", "at_most": 1 }""");

        Assert.Equal(RuleOutcome.Missing, found.Outcome);
        Assert.StartsWith("http://127.0.0.1:1 did not answer: ", found.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_goes_to_its_server_and_is_in_no_answer()
    {
        using var desk = await GateDesk.CreateAsync();
        await File.WriteAllTextAsync(desk.Workshop["token"], "opaque-token\n");
        string? sent = null;
        using var elsewhere = GateDesk.Serve(GateDesk.Vector("0"));
        using var server = new LoopbackServer((request, response) =>
        {
            sent = request.Headers["Authorization"];
            response.StatusCode = (int)HttpStatusCode.TemporaryRedirect;
            response.RedirectLocation = elsewhere.Address.AbsoluteUri;
        });

        var found = await desk.AskAsync($$"""{ "name": "crash-rate", "prometheus": "{{server.Address}}", "query": "up", "at_most": 1, "token": "file:token" }""");

        Assert.Equal("Bearer opaque-token", sent);
        Assert.Equal(RuleOutcome.Missing, found.Outcome);
        Assert.Contains("redirects are not followed", found.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("opaque", found.Value, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task What_a_server_would_have_remembered_is_not_sent_with_the_next_question()
    {
        using var desk = await GateDesk.CreateAsync();
        var cookies = new List<string?>();
        using var server = new LoopbackServer((request, response) =>
        {
            cookies.Add(request.Headers["Cookie"]);
            response.Headers["Set-Cookie"] = "session=1; Path=/";
            response.OutputStream.Write(System.Text.Encoding.UTF8.GetBytes(GateDesk.Vector("0")));
        });
        var policy = desk.Policy($$"""{ "name": "crash-rate", "prometheus": "{{server.Address}}", "query": "up", "at_most": 1 }""");

        for (var question = 0; question < 2; question++)
        {
            await new Publishing.Gates.GateKeeper(policy).AskAsync(policy.Channel(ReleaseWorkshop.Canary).Gates, GateDesk.Subject, CancellationToken.None);
        }

        Assert.Equal([null, null], cookies);
    }

    [Fact]
    public async Task A_token_that_is_not_there_is_no_answer()
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve(GateDesk.Vector("0"));

        var found = await desk.AskAsync($$"""{ "name": "crash-rate", "prometheus": "{{server.Address}}", "query": "up", "at_most": 1, "token": "env:SLIPWAY_TEST_NO_SUCH_TOKEN" }""");

        Assert.Equal((RuleOutcome.Missing, "the token env:SLIPWAY_TEST_NO_SUCH_TOKEN is not there"), (found.Outcome, found.Value));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task What_a_server_says_cannot_steer_a_terminal_or_swell_an_offer()
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve($$"""{"status":"error","error":"\u001b[2J{{new string('x', 5_000)}}"}""");

        var found = await desk.AskAsync($$"""{ "name": "crash-rate", "prometheus": "{{server.Address}}", "query": "up", "at_most": 1 }""");

        Assert.Equal(200, found.Value!.Length);
        Assert.DoesNotContain(found.Value, char.IsControl);
    }
}
