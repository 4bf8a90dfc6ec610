namespace Slipway.Cli.Tests;

/// <summary>What people get wrong: each is a coded error on standard error, and leaves nothing behind.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Bundle = "slipway bundle app --product edge-agent --version 1.4.2 --rid linux-x64 --output out";

    private readonly Terminal _terminal = new();

    // Rows read: the line, its exit code, and what standard error must say.
    public static TheoryData<string, int, string> Lines => new()
    {
        { "slipway bundle missing --product p --version 1.4.2 --rid linux-x64 --output out", 1, "error SLP1021: " },
        { "slipway bundle empty --product p --version 1.4.2 --rid linux-x64 --output out", 1, "error SLP1020: " },
        { "slipway bundle app --version 1.4.2 --rid linux-x64 --output out", 1, "error SLP1035: " },
        { "slipway bundle app --product p --version 1.4 --rid linux-x64 --output out", 2, "'1.4' is not a version" },
        { "slipway bundle app --product p --version 1.4.2+meta --rid linux-x64 --output out", 2, "'1.4.2+meta' is not a version" },
        { "slipway bundle app --product p --version 1.4.2 --rid win-x64 --output out", 2, "'win-x64'" },
        { "slipway bundle app --product Edge! --version 1.4.2 --rid linux-x64 --output out", 2, "'Edge!'" },
        { "slipway bundle app --product p --version 1.4.2 --rid linux-x64 --compression rar --output out", 2, "'rar' is not a compression" },
        { "slipway bundle app --product p --version 1.4.2 --rid linux-x64 --output app", 1, "error SLP10" },
        { Bundle + " --key file:missing.pem", 1, "error SLP1041: " },
        { Bundle + " --key missing.pem", 2, "missing.pem" },
        { Bundle + " --key kms:some", 1, "error SLP1049: " },
        { Bundle + " --key file:text.txt", 1, "error SLP1042: " },
        { Bundle + " --key file:keys/k.pub.pem", 1, "error SLP1044: " },
        { "slipway verify missing --key keys/k.pub.pem", 1, "error SLP1021: " },
        { "slipway verify app --key keys/k.pub.pem", 1, "error SLP2" },
        { "slipway status", 1, "error SLP1060: " },
        { "slipway status --config nowhere.json", 1, "error SLP1060: " },
        { "slipway status --config mistaken.json", 1, "mistaken.json(1,1): channels is missing: expected an object." },
        { "slipway init --product p --store gopher://hole", 1, "error SLP3010: " },
        { "slipway keys generate k", 1, "error SLP1046: " },
        { "slipway serve --folder missing", 1, "error SLP1021: " },
        { "slipway serve --store s3://bucket --config road/slipway.json", 1, "error SLP3010: " },
        { "slipway installer --config road/slipway.json --agent app/run.py --exec x --output app", 1, "error SLP1022: " },
        { "slipway rollout set --config road/slipway.json --channel beta --percent 79228162514264337593543950335", 2, "is not a percentage" },
        { "slipway rollout set --config road/slipway.json --channel beta --percent 10", 1, "error SLP3002: " },
        { "slipway sign --bundle-dir bad --private-key file:keys/k.pem --product p", 1, "error SLP1035: " },
        { Bundle + " --key env:MC4CAQAwBQYDK2VwBCIEIAabcdefghijklmnopqrstuvwxyz0123456789ABCD", 2, "looks like a key itself" },
        { "slipway launch", 2, "launch" },
        { "slipway url 1.4 --config road/slipway.json", 2, "'1.4' is not a version" },
        { "slipway url --all 1.4.2 --config road/slipway.json", 2, "One of VERSION, --path PATH and --all is needed." },
        { "slipway url --config road/slipway.json", 2, "One of VERSION, --path PATH and --all is needed." },
        { "slipway mirror --from road --output copy", 2, "--from needs --root FILE" },
        { "slipway publish app --config road/slipway.json", 2, "Option '--channel' is required." },
        { "slipway sign --bundle-dir app", 1, "error SLP1060: " },
        { "slipway sign --private-key file:keys/k.pem", 2, "Option '--bundle-dir' is required." },
        { "slipway discard --config road/slipway.json \u001b[2J\u202e", 1, @"\u001b[2J\u202e" },
    };

    public async ValueTask InitializeAsync()
    {
        // Whoever runs this may have credentials.
        _terminal.Environment["AWS_ACCESS_KEY_ID"] = _terminal.Environment["AWS_SECRET_ACCESS_KEY"] = _terminal.Environment["AWS_PROFILE"] = null;
        _terminal.Environment["AWS_CONFIG_FILE"] = _terminal.Environment["AWS_SHARED_CREDENTIALS_FILE"] = _terminal["no-such-file"];
        _terminal.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        Directory.CreateDirectory(_terminal["app"]);
        Directory.CreateDirectory(_terminal["empty"]);
        await File.WriteAllTextAsync(_terminal["app/run.py"], "print('hello')");
        await File.WriteAllTextAsync(_terminal["text.txt"], "no key at all");
        await File.WriteAllTextAsync(_terminal["mistaken.json"], """{ "format": "slipway/1", "product": "p", "organization": "o", "store": "s" }""");
        Directory.CreateDirectory(_terminal["bad"]);
        Directory.CreateDirectory(_terminal["road"]);
        await File.WriteAllTextAsync(_terminal["bad/manifest.json"], """{"manifest":{"version":"x"}}""");
        await _terminal.TypeAsync("slipway keys generate k");
        await _terminal.TypeAsync("slipway init --product edge-agent --store store");
        foreach (var file in new[] { "slipway.json", "trust_anchor.json" })
        {
            File.Move(_terminal[file], _terminal[$"road/{file}"]);
        }

        Directory.Move(_terminal["store"], _terminal["road/store"]);
        Directory.CreateSymbolicLink(_terminal["road/keys"], _terminal["keys"]);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_mistake_is_a_coded_error_that_leaves_nothing_behind(string line, int exitCode, string error)
    {
        var before = _terminal.Files;

        var answer = await _terminal.TypeAsync(line);

        Assert.True(answer.ExitCode == exitCode, $"{answer.ExitCode}: {answer.Error}");
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("MC4CAQAw", answer.Error + answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(before, _terminal.Files);
    }

    [Fact]
    public async Task An_address_of_a_variable_needs_a_root_too()
    {
        _terminal.Environment["SLIPWAY_FROM"] = _terminal["road/store"];

        var answer = await _terminal.TypeAsync("slipway mirror --output copy");

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("--from needs --root FILE", answer.Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }
}
