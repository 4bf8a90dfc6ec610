using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Repository;

namespace Slipway.Cake.Tests;

/// <summary>What needs no Cake to be tested. The tasks themselves need it: docs/decisions/0025-cake.md.</summary>
public sealed class ReleaseArgumentsTests : IDisposable
{
    private static readonly SemanticVersion Version = SemanticVersion.Parse("1.4.2");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_argument_reaches_the_operation_that_it_is_for()
    {
        var policy = await PolicyAsync();
        var arguments = Read(
            "release-version=1.4.2", "channel=canary", "percent=12.5", "allow-major", "min-secure-version=1.0.0", "notes=better", "min-current-version=1.1.0",
            "rollback-version=1.3.0", "compression=gzip", "level=9", "from=canary", "to=stable", "not-before=2026-11-22T00:00:00Z", "emergency", "reason=CVE", "display-name=Autumn");
        var payload = Directory.CreateDirectory(_folder["payload"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(payload, "main.py"), "print()");
        var bundle = new ReleaseBundle(RuntimeId.Parse("linux-arm64"), payload, _folder["dist"]);

        var pack = arguments.ToPack(bundle, arguments.Version!, policy);
        var publish = arguments.ToPublish([bundle]);
        var promote = arguments.ToPromote(arguments.Version!, policy);

        Assert.Equal(("edge-agent", "1.4.2", "linux-arm64", "1.1.0", "1.3.0", 9), ($"{pack.Product}", $"{pack.Version}", $"{pack.Runtime}", $"{pack.MinCurrentVersion}", $"{pack.RollbackVersion}", pack.Level));
        Assert.Equal("Gzip", $"{pack.Compression}");
        Assert.Equal([_folder["dist"]], publish.BundleFolders);
        Assert.Equal(("canary", 1250, true, "1.0.0", "better"), ($"{publish.Channel}", publish.Permyriad, publish.AllowsMajor, $"{publish.MinSecureVersion}", publish.Notes));
        Assert.Equal(("canary", "stable", 1250, "CVE", "Autumn"), ($"{promote.From}", $"{promote.To}", promote.Permyriad, promote.EmergencyReason, promote.DisplayName));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), promote.NotBefore);
    }

    [Fact]
    public async Task Nothing_given_is_what_slipway_json_says()
    {
        var policy = await PolicyAsync();
        var arguments = Read("to=stable");

        var promote = arguments.ToPromote(Version, policy);

        Assert.Equal(("beta", null, null), ($"{promote.From}", promote.Permyriad, promote.EmergencyReason));
        Assert.Equal(("canary", null), ($"{arguments.ToPublish([]).Channel}", arguments.ToPublish([]).Permyriad));
        Assert.Equal(("file:keys/builder.pem", policy.Folder), ($"{arguments.FindKey(policy, "/elsewhere").Key}", arguments.FindKey(policy, "/elsewhere").Folder));
        Assert.Null(arguments.FindGitHub(policy));
    }

    [Fact]
    public void An_argument_counts_more_than_its_variable()
    {
        var arguments = Read(["percent=5"], new() { ["SLIPWAY_PERCENT"] = "50", ["SLIPWAY_PROMOTE_TO"] = "beta", ["SLIPWAY_ALLOW_MAJOR"] = "true" });

        Assert.Equal((500, "beta", true), (arguments.Permyriad, $"{arguments.To}", arguments.AllowsMajor));
    }

    [Theory]
    [InlineData("percent=101", "SLP1035", "--percent")]
    [InlineData("release-version=1.4", "SLP1028", "--release-version")]
    [InlineData("to=Beta", "SLP1030", "--to")]
    [InlineData("allow-major=maybe", "SLP1035", "--allow-major")]
    [InlineData("not-before=tomorrow", "SLP1035", "--not-before")]
    [InlineData("emergency", "SLP1035", "emergency")]
    [InlineData("plan=html", "SLP1035", "--plan")]
    [InlineData("fleet=devices.csv", "SLP1035", "--fleet")]
    [InlineData("s3-path-style=perhaps", "SLP1035", "--s3-path-style")]
    public void A_value_that_cannot_be_used_is_refused_under_its_name(string argument, string code, string name)
    {
        var refusal = Assert.Throws<InputException>(() => Read(argument));

        Assert.Equal(code, refusal.Code);
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fleet_is_for_a_plan_and_one_that_a_variable_names_stands_in_no_promotions_way()
    {
        Assert.Equal("devices.csv", $"{Read("plan", "fleet=devices.csv").Fleet}");
        Assert.Equal("devices.csv", $"{Read(["to=beta"], new() { ["SLIPWAY_FLEET"] = "devices.csv" }).Fleet}");
    }

    [Fact]
    public void A_time_can_be_pasted_from_a_message() =>
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 18, 56, 30, TimeSpan.Zero), Read("not-before=2026-11-21 18:56:30Z").NotBefore);

    [Theory]
    [InlineData("plan", PlanForm.Text)]
    [InlineData("plan=Markdown", PlanForm.Markdown)]
    [InlineData("plan=json", PlanForm.Json)]
    [InlineData("plan=1", PlanForm.Text)]
    [InlineData("plan=false", PlanForm.None)]
    [InlineData("to=beta", PlanForm.None)]
    public void A_plan_is_asked_for_in_a_form(string argument, PlanForm form) => Assert.Equal(form, Read(argument).Plan);

    [Fact]
    public void A_key_that_is_given_itself_is_not_repeated()
    {
        var refusal = Assert.Throws<InputException>(() => Read("key=-----BEGIN PRIVATE KEY-----"));

        Assert.Contains("--key", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promotion_to_nowhere_is_refused()
    {
        var policy = await PolicyAsync();

        var refusal = Assert.Throws<InputException>(() => Read("from=canary").ToPromote(Version, policy));

        Assert.Equal("SLP1035", refusal.Code);
        Assert.Contains("--to", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_of_an_argument_counts_more_than_that_of_slipway_json()
    {
        await PolicyAsync();

        Assert.Equal(_folder["other"], Read("store=other").FindPolicy(_folder.Path).Store.LocalPath.TrimEnd('/'));
        Assert.Contains("--store", Assert.Throws<InputException>(() => Read("store=file://host/other").FindPolicy(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Equal("SLP1060", Assert.Throws<InputException>(() => Read("config=none.json").FindPolicy(_folder.Path)).Code);
    }

    [Fact]
    public void Every_rule_that_is_not_met_is_a_line_with_its_code()
    {
        var refusal = new PolicyException([new PolicyRefusal(PolicyFailure.BakeNotOver, "1.4.2 is too young.", "Wait."), new PolicyRefusal(PolicyFailure.WrongSource, "Not from here.", null)]);

        Assert.Equal(["SLP6002: 1.4.2 is too young. Wait.", "SLP6001: Not from here."], RefusalText.Of(refusal).Split(Environment.NewLine));
    }

    private static ReleaseArguments Read(params string[] arguments) => Read(arguments, []);

    private static ReleaseArguments Read(string[] arguments, Dictionary<string, string> variables)
    {
        var given = arguments.Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "");
        return ReleaseArguments.Read(given.GetValueOrDefault, variables.GetValueOrDefault);
    }

    private async Task<ReleasePolicy> PolicyAsync()
    {
        await new RepositoryInitializer(TimeProvider.System)
            .InitializeAsync(new InitializeRequest(_folder.Path, SegmentName.Parse("edge-agent"), SegmentName.Parse("acme"), "releases"), CancellationToken.None);
        return ReleasePolicy.Find(_folder.Path);
    }
}
