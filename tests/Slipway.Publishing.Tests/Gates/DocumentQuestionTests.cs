using System.Net;
using Slipway.Channels;

namespace Slipway.Publishing.Tests.Gates;

public sealed class DocumentQuestionTests
{
    // Rows read: the document, what the gate then says, and the value.
    public static TheoryData<string, RuleOutcome, string> Documents => new()
    {
        { """{"version":"1.4.2","fleet":{"apply_success_percent":98.5}}""", RuleOutcome.Passed, "version \"1.4.2\", fleet.apply_success_percent 98.5" },
        { """{"version":"1.4.2","fleet":{"apply_success_percent":97.9}}""", RuleOutcome.Failed, "fleet.apply_success_percent 97.9" },
        { """{"version":"1.4.1","fleet":{"apply_success_percent":98.5}}""", RuleOutcome.Failed, "version \"1.4.1\"" },
        { """{"fleet":{"apply_success_percent":97.9}}""", RuleOutcome.Failed, "fleet.apply_success_percent 97.9" },
        { """{"version":"1.4.2","fleet":{}}""", RuleOutcome.Missing, "fleet.apply_success_percent is not in the document" },
        { """{"version":"1.4.2","fleet":{"apply_success_percent":null}}""", RuleOutcome.Missing, "fleet.apply_success_percent is not in the document" },
        { """[]""", RuleOutcome.Missing, "not a JSON object" },
        { """down for maintenance""", RuleOutcome.Missing, "not JSON" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task B18_conditions_are_held_against_the_document(string document, RuleOutcome outcome, string value)
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve(document);

        var found = await desk.AskAsync($$"""{ "name": "fleet", "url": "{{server.Address}}{version}", "conditions": ["version == \"{version}\"", "fleet.apply_success_percent >= 98"] }""");

        Assert.Equal(outcome, found.Outcome);
        Assert.Contains(value, found.Value, StringComparison.Ordinal);
        Assert.True(outcome == RuleOutcome.Missing || value == found.Value, $"Of what was asked it tells what is wrong, and of nothing else: {found.Value}");
        Assert.Equal(["GET /1.4.2"], server.RequestLines);
    }

    [Fact]
    public async Task A_token_that_comes_back_is_not_told()
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve("""{"who":"t0ken"}""");
        await File.WriteAllTextAsync(desk.Workshop["token"], "t0ken\n");

        var found = await desk.AskAsync($$"""{ "name": "fleet", "url": "{{server.Address}}", "conditions": ["who == \"me\""], "token": "file:token" }""");

        Assert.Equal(RuleOutcome.Missing, found.Outcome);
        Assert.DoesNotContain("t0ken", found.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.Found)]
    public async Task Any_other_status_is_no_answer(HttpStatusCode status)
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve(status, """{"ok":true}""", location: "http://127.0.0.1:1/");

        var found = await desk.AskAsync($$"""{ "name": "fleet", "url": "{{server.Address}}", "conditions": ["ok == true"] }""");

        Assert.Equal(RuleOutcome.Missing, found.Outcome);
        Assert.Contains($"answered {(int)status}", found.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_without_end_is_no_answer()
    {
        using var desk = await GateDesk.CreateAsync();
        using var server = GateDesk.Serve(new string(' ', 2 << 20));

        var found = await desk.AskAsync($$"""{ "name": "fleet", "url": "{{server.Address}}", "conditions": ["ok == true"] }""");

        Assert.Equal(RuleOutcome.Missing, found.Outcome);
    }
}
