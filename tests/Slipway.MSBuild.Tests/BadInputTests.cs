using System.Text.RegularExpressions;
using Slipway.Bundles;
using Slipway.Publishing.Repository;

namespace Slipway.MSBuild.Tests;

/// <summary>One build of many bad projects: each has its code, says what to do, and makes no bundle.</summary>
public sealed class BadInputTests(PackageFixture package)
{
    private const string Seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    // A repository that has no release yet.
    private const string Governed = "SlipwayConfig=../governed/slipway.json";

    // Rows read: project, target, properties, code, what the message has to say.
    private static readonly (string Project, string Target, string Properties, string Code, string Says)[] Cases =
    [
        ("scripts", "SignBundle", "SlipwayChanel=beta", "SLP1036", "Did you mean SlipwayChannel?"),
        ("scripts", "SignBundle", "SlipwayAnswer=42", "SLP1036", "It has SlipwayEnabled"),
        ("typo", "SignBundle", "", "SLP1036", "Did you mean SlipwayRuntimes?"),
        ("scripts", "BuildBundle", "SlipwayVersion=1.4", "SLP1028", "SlipwayVersion: '1.4' is not a version"),
        ("scripts", "BuildBundle", "SlipwayVersion=##[error]1", "SLP1028", @"SlipwayVersion: '#\u0023[error]1' is not a version"),
        ("scripts", "BuildBundle", "Version=1.0.0%2Bbuild", "SLP1028", "PackageVersion: '1.0.0+build'"),
        ("scripts", "BuildBundle", "SlipwayProduct=Edge Agent", "SLP1030", "SlipwayProduct: 'Edge Agent'"),
        ("scripts", "BuildBundle", "SlipwayRuntimes=win-x64", "SLP1029", "SlipwayRuntimes: 'win-x64'"),
        ("scripts", "BuildBundle", "SlipwayCompression=rar", "SLP1035", "SlipwayCompression: 'rar' is not a compression: expected zstd or gzip"),
        ("scripts", "BuildBundle", "SlipwayCompressionLevel=99", "SLP1035", "level is 99: expected 1 to"),
        ("scripts", "BuildBundle", "SlipwayPercent=101", "SLP1035", "SlipwayPercent: '101' is not a percentage"),
        ("scripts", "BuildBundle", "SlipwayAllowMajor=perhaps", "SLP1035", "SlipwayAllowMajor: 'perhaps' is not a switch: expected true or false."),
        ("scripts", "BuildBundle", "SlipwayNotBefore=tomorrow", "SLP1035", "SlipwayNotBefore: 'tomorrow' is not a time"),
        ("scripts", "BuildBundle", "SlipwayEmergency=perhaps", "SLP1035", "SlipwayEmergency: 'perhaps' is not a switch: expected true or false."),
        ("scripts", "BuildBundle", "SlipwayPlan=html", "SLP1035", "SlipwayPlan: 'html' is no form of a plan: expected text, markdown or json."),
        ("scripts", "BuildBundle", "SlipwayMinCurrentVersion=one", "SLP1028", "SlipwayMinCurrentVersion: 'one'"),
        ("scripts", "BuildBundle", "SlipwayChannel=Canary", "SLP1030", "SlipwayChannel: 'Canary'"),
        ("scripts", "BuildBundle", "SlipwayConfig=gone.json", "SLP1060", "gone.json"),
        ("scripts", "BuildBundle", "SlipwayConfig=mistaken.json", "SLP1061", "mistaken.json(4,14): error SLP1061: product is a number: expected text."),
        ("scripts", "SignBundle", "", "SLP1004", "set SlipwayKey to a reference"),
        ("scripts", "SignBundle", "SlipwayKey=file:keys/gone.pem", "SLP1041", "gone.pem does not exist"),
        ("scripts", "SignBundle", "SlipwayKey=env:NO_SUCH_KEY", "SLP1041", "NO_SUCH_KEY is not set"),
        ("scripts", "SignBundle", "SlipwayKey=file:../keys/builder.pub.pem", "SLP1044", "builder.pub.pem"),
        ("scripts", "SignBundle", "SlipwayKey=keys/builder.pem", "SLP1040", "file:keys/builder.pem"),
        ("scripts", "SignBundle", $"SlipwayKey={Seed}", "SLP1040", "looks like a key itself"),
        ("scripts", "VerifyBundle", "SlipwayPublicKey=-----BEGIN PRIVATE KEY-----", "SLP1040", "is a key itself"),
        ("scripts", "VerifyBundle", "SlipwayPublicKey=../keys/builder.pub.pem", "SLP1021", "does not exist"),
        ("scripts", "PublishBundle", "SlipwayKey=file:../keys/builder.pem;SlipwayProduct=orphan", "SLP1060", "There is no slipway.json"),
        ("scripts", "PromoteBundle", "SlipwayPromoteTo=beta", "SLP1060", "There is no slipway.json"),
        ("library", "BuildBundle", "SlipwayEnabled=perhaps", "SLP1035", "SlipwayEnabled is 'perhaps'"),
        ("empty", "BuildBundle", "", "SLP1001", "a pattern may have matched nothing"),
        ("library", "SignBundle", "", "SLP1001", "takes no part"),
        ("keyed", "SignBundle", "SlipwayKey=file:app/builder.pem", "SLP1023", "is a private key of its publisher"),
        ("keyed", "BuildBundle", "", "SLP1023", "in a folder that releases are written to"),
        ("console", "BuildBundle", "SlipwayRuntimes=linux-x64%3Blinux-arm64", "SLP1002", "linux-x64;linux-arm64"),
        ("console", "BuildBundle", "PublishSelfContained=true", "SLP1003", "Set SelfContained"),
        ("many", "BuildBundle", "SlipwayTargetFramework=net8.0", "SLP1005", "expected one of"),
        ("scripts", "BuildBundle", $"{Governed};SlipwayS3PathStyle=perhaps", "SLP1035", "SlipwayS3PathStyle: 'perhaps' is not a switch: expected true or false."),
        ("scripts", "PromoteBundle", Governed, "SLP1035", "SlipwayPromoteTo is not set"),
        ("scripts", "PromoteBundle", $"{Governed};SlipwayPromoteTo=nope", "SLP1062", "expected one of beta, canary, stable"),
        ("scripts", "PromoteBundle", $"{Governed};SlipwayPromoteTo=beta", "SLP3002", "1.0.0 is not in canary"),
        ("scripts", "PromoteBundle", $"{Governed};SlipwayPromoteTo=beta;SlipwayStore=nowhere", "SLP3001", "nowhere"),
        ("scripts", "PromoteBundle", $"{Governed};SlipwayPromoteTo=beta;SlipwayStore=gopher://hole", "SLP3010", "gopher"),
        ("scripts", "PromoteBundle", $"{Governed};SlipwayPromoteTo=beta;SlipwayEmergency=true", "SLP1035", "it is not said why"),
        ("scripts", "PromoteBundle", $"{Governed};SlipwayPromoteTo=beta;SlipwayEmergency=true;SlipwayReason=a%0Ab", "SLP1035", @"'a\u000ab'"),
        ("scripts", "AdvanceRollout", $"{Governed};SlipwayChannel=nope", "SLP1062", "'nope'"),
        ("scripts", "YankBundle", $"{Governed};SlipwayReason=slow", "SLP1035", "SlipwayYankVersion is not set"),
        ("scripts", "YankBundle", $"{Governed};SlipwayYankVersion=9.9.9", "SLP1035", "SlipwayReason is not set"),
        ("scripts", "YankBundle", $"{Governed};SlipwayYankVersion=9.9.9;SlipwayReason=slow", "SLP1084", "9.9.9"),
    ];

    [Fact]
    public async Task Bad_input_has_its_code_and_leaves_no_bundle()
    {
        var sandbox = WriteProjects();
        Directory.CreateDirectory(sandbox.At("governed"));
        await new RepositoryInitializer(TimeProvider.System).InitializeAsync(
            new InitializeRequest(sandbox.At("governed"), SegmentName.Parse("scripts"), SegmentName.Parse("acme"), "releases"), CancellationToken.None);
        var before = Digests(sandbox.At("governed"));

        var result = await sandbox.RunAsync([], "msbuild", "cases.proj", "-nologo", "-m:1", "-v:m");

        var answers = Regex.Split(result.Output, @"\s*CASE \d+\n").Skip(1).ToList();
        Assert.Equal(Cases.Length, answers.Count);
        Assert.All(Cases.Zip(answers), pair =>
        {
            Assert.Contains($"error {pair.First.Code}:", pair.Second, StringComparison.Ordinal);
            Assert.Contains(pair.First.Says, pair.Second, StringComparison.Ordinal);
            Assert.Equal(1, Regex.Count(pair.Second, "error "));
        });
        Assert.DoesNotContain(Seed, result.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(sandbox.Folder, "manifest.json", SearchOption.AllDirectories));
        Assert.Equal(before, Digests(sandbox.At("governed")));
    }

    private static IEnumerable<string> Digests(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Sha256Digest.Of(File.ReadAllBytes(file))}")];

    private Sandbox WriteProjects()
    {
        var sandbox = package.CreateSandbox();
        sandbox.WriteKey("builder");
        var cases = Cases.Select((row, index) => $"""
                <Message Importance="high" Text="CASE {index}" />
                <MSBuild ContinueOnError="ErrorAndContinue" Projects="{row.Project}/{row.Project}.csproj" Targets="{row.Target}" Properties="{row.Properties}" />
            """);
        sandbox.WriteScripts("scripts/scripts.csproj", "<SlipwayRuntimes>linux-x64</SlipwayRuntimes>").Write("scripts/app/main.py", "print()")
            .Write("scripts/mistaken.json", "{\n  \"format\": \"slipway/1\",\n  \"organization\": \"acme\",\n  \"product\": 7\n}")
            .WriteScripts("typo/typo.csproj", "<SlipwayRuntime>linux-x64</SlipwayRuntime>").Write("typo/app/main.py", "print()")
            .WriteScripts("empty/empty.csproj")
            .WriteScripts("library/library.csproj", "<SlipwayRuntimes>linux-x64</SlipwayRuntimes>")
            .WriteScripts("keyed/keyed.csproj", "<SlipwayRuntimes>linux-x64</SlipwayRuntimes>", """<ItemGroup Condition="'$(SlipwayKey)' == ''"><SlipwayPayload Include="bin/**" /></ItemGroup>""")
            .Write("keyed/app/main.py", "print()").Write("keyed/bin/slipway/keyed-0.9.0/notes.txt", "an earlier bundle")
            .WriteProject("console/console.csproj", "<OutputType>Exe</OutputType>")
            .WriteScripts("many/many.csproj", "<TargetFrameworks>net9.0;net10.0</TargetFrameworks><TargetFramework />").Write("many/app/main.py", "print()")
            .Write("cases.proj", $"""
                <Project DefaultTargets="Restore;Run">
                  <ItemGroup><P Include="*/*.csproj" /></ItemGroup>
                  <Target Name="Restore"><MSBuild Projects="@(P)" Targets="Restore" Properties="Session=1" /></Target>
                  <Target Name="Run">
                    {string.Join('\n', cases)}
                  </Target>
                </Project>
                """);
        File.Copy(sandbox.At("keys/builder.pem"), sandbox.At("keyed/app/builder.pem"));
        return sandbox;
    }
}
