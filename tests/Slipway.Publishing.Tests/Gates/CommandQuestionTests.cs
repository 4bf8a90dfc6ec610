using System.Runtime.Versioning;
using Slipway.Channels;
using Slipway.Publishing.Gates;

namespace Slipway.Publishing.Tests.Gates;

[UnsupportedOSPlatform("windows")]
public sealed class CommandQuestionTests
{
    [Fact]
    public async Task A_program_that_ends_with_0_lets_pass()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It runs shell scripts.");
        using var desk = await GateDesk.CreateAsync();
        Script(desk, "test \"$1 $2\" = '1.4.2 two words' && test -f slipway.json");

        var found = await desk.AskAsync("""{ "name": "hil", "command": ["./check.sh", "{version}", "two words"] }""");

        Assert.Equal((RuleOutcome.Passed, "exit code 0", "exit code 0"), (found.Outcome, found.Value, found.Limit));
    }

    [Fact]
    public async Task Any_other_end_is_a_failure_with_its_last_words()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It runs shell scripts.");
        using var desk = await GateDesk.CreateAsync();
        Script(desk, "for i in $(seq 2000); do echo noise >&2; done; printf 'motor 3 \\033[31mstalled\\n\\n' >&2; exit 7");

        var found = await desk.AskAsync("""{ "name": "hil", "command": ["./check.sh"] }""");

        Assert.Equal((RuleOutcome.Failed, "exit code 7: motor 3 \\u001b[31mstalled"), (found.Outcome, found.Value));
    }

    [Theory]
    [InlineData("no-such-program", "Missing")]
    [InlineData("kill -KILL $$", "Missing")]
    [InlineData("exit 255", "Failed")]
    public async Task A_script_that_comes_to_no_end_of_its_own_measured_nothing(string script, string outcome)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It runs shell scripts.");
        using var desk = await GateDesk.CreateAsync();
        Script(desk, script);

        var found = await desk.AskAsync("""{ "name": "hil", "command": ["./check.sh"] }""");

        Assert.Equal(outcome, found.Outcome.ToString());
    }

    [Fact]
    public async Task What_cannot_be_started_is_no_answer()
    {
        using var desk = await GateDesk.CreateAsync();
        await File.WriteAllTextAsync(desk.Workshop["no-program"], "#!/no/such/interpreter\n");

        var absent = await desk.AskAsync("""{ "name": "hil", "command": ["./no-such-program"] }""");
        desk.Workshop.EditPolicy("./no-such-program", "./no-program");
        var broken = await new GateKeeper(desk.Workshop.Policy).AskAsync(desk.Workshop.Policy.Channel(ReleaseWorkshop.Canary).Gates, GateDesk.Subject, CancellationToken.None);

        Assert.Equal((RuleOutcome.Missing, "the program ./no-such-program is not here"), (absent.Outcome, absent.Value));
        Assert.Equal(RuleOutcome.Missing, broken[0].Outcome);
        Assert.Contains("cannot be started", broken[0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_told_of_the_release_and_of_no_secret()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It runs shell scripts.");
        using var desk = await GateDesk.CreateAsync();
        Script(desk, "env > seen");
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_GATE_SECRET", "secret");
        Environment.SetEnvironmentVariable("HIL_URL_OF_TEST", "http://127.0.0.1/");

        await desk.AskAsync("""{ "name": "hil", "command": ["./check.sh"], "environment": ["HIL_URL_OF_TEST"] }""");

        var seen = await File.ReadAllLinesAsync(desk.Workshop["seen"]);
        Assert.Equal(
            ["SLIPWAY_GATE_AGE=1800s", "SLIPWAY_GATE_CHANNEL=canary", "SLIPWAY_GATE_FROM=canary", "SLIPWAY_GATE_PREVIOUS=1.4.1", "SLIPWAY_GATE_PRODUCT=edge-agent", "SLIPWAY_GATE_VERSION=1.4.2"],
            seen.Where(line => line.StartsWith("SLIPWAY_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("HIL_URL_OF_TEST=http://127.0.0.1/", seen);
    }

    [Fact]
    public async Task One_that_takes_too_long_is_no_answer()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It runs shell scripts.");
        using var desk = await GateDesk.CreateAsync();
        Script(desk, "exec sleep 600");
        var policy = desk.Policy("""{ "name": "hil", "command": ["./check.sh"] }""");
        var gate = policy.Channel(ReleaseWorkshop.Canary).Gates[0] with { Timeout = TimeSpan.FromMilliseconds(50) };

        var found = (await new GateKeeper(policy).AskAsync([gate], GateDesk.Subject, CancellationToken.None))[0];

        Assert.Equal((RuleOutcome.Missing, "no answer within 0 s"), (found.Outcome, found.Value));
    }

    [Fact]
    public async Task One_that_is_ended_takes_along_what_it_started()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        using var desk = await GateDesk.CreateAsync();
        Script(desk, "sleep 600 & echo $! > child.new; mv child.new child; wait");
        var policy = desk.Policy("""{ "name": "hil", "command": ["./check.sh"] }""");
        using var stop = new CancellationTokenSource();

        var asking = new GateKeeper(policy).AskAsync(policy.Channel(ReleaseWorkshop.Canary).Gates, GateDesk.Subject, stop.Token);
        while (!File.Exists(desk.Workshop["child"]))
        {
            await Task.Delay(10);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        var child = (await File.ReadAllTextAsync(desk.Workshop["child"])).Trim();
        while (IsAsleep(child))
        {
            await Task.Delay(10);
        }
    }

    /// <summary>What has been killed has no command line, whoever has yet to be told of its end.</summary>
    private static bool IsAsleep(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").StartsWith("sleep", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Script(GateDesk desk, string script)
    {
        File.WriteAllText(desk.Workshop["check.sh"], $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(desk.Workshop["check.sh"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
