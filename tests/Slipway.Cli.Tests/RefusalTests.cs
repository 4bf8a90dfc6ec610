namespace Slipway.Cli.Tests;

/// <summary>What people get wrong about a release that is out: each is said with what to do, and nothing in the store has changed.</summary>
public sealed class RefusalTests(ReleasedProduct product) : IClassFixture<ReleasedProduct>
{
    private const string Promote = "promote 1.4.2 --from beta --to stable";
    private const string Halt = "rollout halt --channel beta";
    private const string Usage = "";

    private readonly Terminal _terminal = product.Terminal;

    // Rows read: the line, its code, or none where the command line cannot be read, and what is said.
    public static TheoryData<string, string, string> Lines => new()
    {
        { "promote 1.4.2 --from nope --to stable", "SLP1062", "expected one of beta, canary, stable" },
        { "promote 9.9.9 --from beta --to stable", "SLP3002", "9.9.9 is not in beta" },
        { Promote + " --store nowhere", "SLP3001", "nowhere" },
        { Promote + " --store gopher://hole", "SLP3010", "gopher" },
        { Promote + " --config none.json", "SLP1060", "none.json" },
        { Promote + " --config app", "SLP1060", "app" },
        { Promote + " --config app/run.py", "SLP1061", "run.py(1," },
        { Promote + " --emergency", "SLP1035", "it is not said why" },
        { Promote + " --emergency --reason ", "SLP1035", "The reason is empty" },
        { Promote + " --emergency --reason a\nb", "SLP1035", @"'a\u000ab'" },
        { Promote + " --plan --emergency --reason a\nb", "SLP1035", @"'a\u000ab'" },
        { Promote + " --display-name a\nb", "SLP1035", @"'a\u000ab'" },
        { Promote + " --plan --fleet none.csv", "SLP1021", "none.csv" },
        { Promote + " --plan --fleet app", "SLP1035", "app is a folder" },
        { Promote + " --percent -1", Usage, "--percent: '-1' is not a percentage" },
        { Promote + " --not-before now", Usage, "--not-before: 'now' is not a time" },
        { Promote + " --plan html", Usage, "--plan: 'html' is no form of a plan" },
        { "rollout set --channel nope --percent 50", "SLP1062", "'nope'" },
        { "rollout set --channel beta --percent 101", Usage, "--percent: '101' is not a percentage" },
        { "rollout set --channel beta --not-before -5", Usage, "--not-before: '-5' is not a time" },
        { Halt + " --reason ", "SLP1035", "The reason is empty" },
        { Halt + " --reason a\nb", "SLP1035", @"'a\u000ab'" },
        { "rollout rollback --channel beta --reason ", "SLP1035", "The reason is empty" },
        { "rollout advance --channel nope", "SLP1062", "'nope'" },
        { "rollout explain --device robot-1 --channel nope", "SLP1062", "'nope'" },
        { "rollback --channel nope --reason slow", "SLP1062", "'nope'" },
        { "rollback --channel beta --reason ", "SLP1035", "The reason is empty" },
        { "history --channel nope", "SLP1062", "'nope'" },
        { "status --require -1h", Usage, "--require: '-1h' is not a duration" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_mistake_is_said_with_what_to_do_and_changes_nothing(string line, string code, string because)
    {
        var before = _terminal.Contents;

        var answer = await _terminal.RefusedAsync($"slipway {line}", code == Usage ? 2 : 1, because);

        Assert.True(code == Usage || (answer.Error.StartsWith($"slipway: error {code}: ", StringComparison.Ordinal) && answer.Error.Contains("\nslipway: hint: ", StringComparison.Ordinal)), answer.Error);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(before, _terminal.Contents);
    }

    [Theory]
    [InlineData("SLIPWAY_EMERGENCY", "yes", "is not a switch: expected true or false")]
    [InlineData("SLIPWAY_JSON", "maybe", "is not a switch: expected true or false")]
    [InlineData("SLIPWAY_PERCENT", "200", "is not a percentage")]
    [InlineData("SLIPWAY_PLAN", "html", "is no form of a plan")]
    public async Task A_variable_that_cannot_be_read_is_named(string variable, string value, string because)
    {
        var before = _terminal.Contents;
        _terminal.Environment[variable] = value;
        try
        {
            await _terminal.RefusedAsync($"slipway {Promote}", 2, $"{variable}: '{value}' {because}");
        }
        finally
        {
            _terminal.Environment.Remove(variable);
        }

        Assert.Equal(before, _terminal.Contents);
    }

    [Fact]
    public async Task Without_its_keys_nothing_is_done()
    {
        var before = _terminal.Contents;
        Directory.Move(_terminal["keys"], _terminal["away"]);
        try
        {
            foreach (var line in (string[])[Promote + " --emergency --reason fire", "rollout set --channel beta --percent 50", Halt])
            {
                var answer = await _terminal.TypeAsync($"slipway {line}");

                Assert.Equal(1, answer.ExitCode);
                Assert.Contains("\nslipway: hint: ", answer.Error, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Move(_terminal["away"], _terminal["keys"]);
        }

        Assert.Equal(before, _terminal.Contents);
    }
}
