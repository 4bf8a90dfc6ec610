using Slipway.Publishing.Gates;

namespace Slipway.Publishing.Tests.Gates;

public sealed class GateReaderTests
{
    private const string Query = "\"prometheus\": \"http://127.0.0.1:9090\", \"query\": \"up\"";

    // Rows read: a gate, and what the refusal must name.
    public static TheoryData<string, string> Mistakes => new()
    {
        { "{ \"name\": \"a\" }", "asks nobody or several" },
        { $"{{ \"name\": \"a\", {Query}, \"at_most\": 1, \"url\": \"http://127.0.0.1/\" }}", "asks nobody or several" },
        { $"{{ {Query}, \"at_most\": 1 }}", "gates[0].name is missing" },
        { $"{{ \"name\": \"a\", {Query}, \"at_most\": 1, \"at_mots\": 1 }}", "gates[0].at_mots is not a field" },
        { $"{{ \"name\": \"a\", {Query} }}", "at_most" },
        { $"{{ \"name\": \"a\", {Query}, \"at_most\": \"a lot\" }}", "'a lot' is not a number" },
        { $"{{ \"name\": \"a\", {Query}, \"at_most\": \"5.\" }}", "'5.' is not a number" },
        { $"{{ \"name\": \"a\", {Query}, \"baseline\": \"up\", \"at_most_over_baseline\": \"-5%\" }}", "'-5%' is not a percentage" },
        { $"{{ \"name\": \"a\", {Query}, \"at_most\": \"1e3\" }}", "'1e3' is not a number" },
        { $"{{ \"name\": \"a\", {Query}, \"at_most_over_baseline\": \"5%\" }}", "baseline is missing" },
        { $"{{ \"name\": \"a\", {Query}, \"at_most\": 1, \"baseline\": \"up\" }}", "compared with nothing" },
        { $"{{ \"name\": \"a\", {Query}, \"baseline\": \"up\", \"at_most_over_baseline\": \"5\" }}", "'5' is not a percentage" },
        { "{ \"name\": \"a\", \"prometheus\": \"http://127.0.0.1:9090\", \"query\": \"up{version=\\\"{verison}\\\"}\", \"at_most\": 1 }", "{verison} stands for nothing" },
        { "{ \"name\": \"a\", \"prometheus\": \"ftp://127.0.0.1\", \"query\": \"up\", \"at_most\": 1 }", "not a server" },
        { "{ \"name\": \"a\", \"prometheus\": \"http://me:secret@127.0.0.1\", \"query\": \"up\", \"at_most\": 1 }", "not a server" },
        { "{ \"name\": \"a\", \"prometheus\": \"http://prometheus.example.com\", \"query\": \"up\", \"at_most\": 1, \"token\": \"env:TOKEN\" }", "https, or a server on this machine" },
        { "{ \"name\": \"a\", \"url\": \"https://{channel}.example.com/\", \"conditions\": [\"a == 1\"] }", "after the server's name only" },
        { "{ \"name\": \"a\", \"url\": \"https://example.com/\", \"conditions\": [] }", "a list of 0" },
        { "{ \"name\": \"a\", \"url\": \"https://example.com/\", \"conditions\": [\"a is 1\"] }", "not a health condition" },
        { "{ \"name\": \"a\", \"url\": \"https://example.com/\", \"conditions\": [\"a == 1\"], \"token\": \"kms:alias/token\" }", "expected env:NAME or file:PATH" },
        { "{ \"name\": \"a\", \"command\": [\"{version}\"] }", "always the same" },
        { "{ \"name\": \"a\", \"command\": [\"check\", \"{rid}\"] }", "{rid} stands for nothing" },
        { "{ \"name\": \"a\", \"command\": [\"check\"], \"environment\": [\"SLIPWAY_KEY_PASSPHRASE\"] }", "cannot be given to a program" },
        { "{ \"name\": \"a\", \"command\": [\"check\"], \"timeout\": \"0\" }", "no timeout" },
        { "{ \"name\": \"a\", \"command\": [\"check\"], \"timeout\": \"25h\" }", "no timeout" },
        { "{ \"name\": \"a\", \"command\": [\"check\"], \"when\": \"never\" }", "promote or advance" },
        { "{ \"name\": \"a\", \"command\": [\"check\"], \"on_failure\": \"explode\" }", "wait, halt or rollback" },
        { "{ \"name\": \"a\", \"command\": [\"check\"], \"when\": \"promote\", \"on_failure\": \"halt\" }", "for promotions only" },
        { "{ \"name\": \"a\", \"command\": [\"check\"] }, { \"name\": \"a\", \"command\": [\"check\"] }", "two gates 'a'" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_refused_and_named(string gates, string named)
    {
        using var desk = await GateDesk.CreateAsync();

        var refusal = Assert.Throws<InputException>(() => desk.Policy(gates));

        Assert.Equal("SLP1061", refusal.Code);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_may_be_a_token_itself_is_not_repeated()
    {
        using var desk = await GateDesk.CreateAsync();
        var secret = new string('a', 20) + new string('b', 24);

        var refusal = Assert.Throws<InputException>(() => desk.Policy($"{{ \"name\": \"a\", \"url\": \"https://example.com/\", \"conditions\": [\"a == 1\"], \"token\": \"{secret}\" }}"));

        Assert.DoesNotContain(secret, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_holds_a_key_is_given_to_no_program()
    {
        using var desk = await GateDesk.CreateAsync();
        desk.Workshop.EditPolicy("file:keys/rollout.pem", "env:ROLLOUT_KEY");

        var refusal = Assert.Throws<InputException>(() => desk.Policy("{ \"name\": \"a\", \"command\": [\"check\"], \"environment\": [\"HIL_URL\", \"ROLLOUT_KEY\"] }"));

        Assert.Contains("ROLLOUT_KEY, which holds a key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_field_has_its_meaning()
    {
        using var desk = await GateDesk.CreateAsync();

        var gates = desk.Policy($$"""
            { "name": "crash-rate", {{Query}}, "baseline": "up", "at_most": "0.5", "at_most_over_baseline": "5%", "on_failure": "rollback", "when": "advance" },
            { "name": "fleet", "url": "https://example.com/{version}?since={age}", "conditions": ["version == \"{version}\"", "apply_success_percent >= 98"], "token": "env:TOKEN", "timeout": "1m" },
            { "name": "hil", "command": ["./hil.sh", "{version}"] }
            """).Channel(ReleaseWorkshop.Canary).Gates;

        Assert.Equal(
            [
                ("crash-rate", GateMoment.Advance, GateAction.Rollback, TimeSpan.FromSeconds(10), "at most 0.5 and at most 5% over the baseline"),
                ("fleet", GateMoment.Promote | GateMoment.Advance, GateAction.Wait, TimeSpan.FromMinutes(1), "version == \"{version}\" and apply_success_percent >= 98"),
                ("hil", GateMoment.Promote | GateMoment.Advance, GateAction.Wait, TimeSpan.FromMinutes(10), "exit code 0"),
            ],
            gates.Select(gate => (gate.Name.ToString(), gate.Moments, gate.Action, gate.Timeout, gate.Question.Limit)));
    }
}
