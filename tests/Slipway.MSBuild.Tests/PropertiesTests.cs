using System.Text.RegularExpressions;

namespace Slipway.MSBuild.Tests;

public sealed partial class PropertiesTests(PackageFixture package)
{
    [Fact]
    public void Targets_use_no_property_that_the_list_lacks()
    {
        var used = Sources("*.targets").SelectMany(text => Used().Matches(text).Select(match => match.Groups[1].Value)).Distinct();

        Assert.Equal(SlipwayProperties.All.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_property_is_set_by_its_environment_variable()
    {
        var targets = File.ReadAllText(RepositoryRoot.At("src/Slipway.MSBuild/build/Slipway.Properties.targets"));

        Assert.All(SlipwayProperties.All, name =>
        {
            var variable = SlipwayProperties.VariableOf(name);
            Assert.Contains($"<{name} Condition=\"'$({variable})' != ''\">$({variable})</{name}>", targets, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_property_is_checked_and_described()
    {
        var targets = File.ReadAllText(RepositoryRoot.At("src/Slipway.MSBuild/build/Slipway.MSBuild.targets"));

        Assert.All(SlipwayProperties.All, name =>
        {
            Assert.Contains($"<_SlipwaySetting Include=\"{name}\" Value=\"$({name})\" />", targets, StringComparison.Ordinal);
            Assert.Matches($@"(?m)^\| `{name}` \| `{SlipwayProperties.VariableOf(name)}` \| .+ \| .+ \|$", Documentation.Text);
        });
        Assert.Equal(SlipwayProperties.All.Length, Regex.Count(Documentation.Text, @"(?m)^\| `Slipway\w+` \| `SLIPWAY_"));
    }

    [Fact]
    public void Every_private_target_of_a_release_asks_whether_the_project_takes_part()
    {
        var targets = File.ReadAllText(RepositoryRoot.At("src/Slipway.MSBuild/build/Slipway.MSBuild.targets"));
        string[] others = ["_SlipwayBegin", "_SlipwayResolve", "_SlipwayPublish", "_SlipwayMapPaths", "_SlipwayClean"];

        var asking = Regex.Matches(targets, "<Target Name=\"(_Slipway\\w+)\"([^>]*)>").Where(match => !others.Contains(match.Groups[1].Value)).ToList();

        Assert.NotEmpty(asking);
        Assert.All(asking, match => Assert.Contains("'$(_SlipwayTakesPart)' == 'true'", match.Groups[2].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void A_project_for_several_frameworks_has_every_target()
    {
        var one = PublicTargets("build/Slipway.MSBuild.targets");

        Assert.Contains("YankBundle", one);
        Assert.Equal(one, PublicTargets("buildMultiTargeting/Slipway.MSBuild.targets"));
    }

    [Fact]
    public async Task Options_win_over_the_environment_which_wins_over_the_project()
    {
        var sandbox = package.CreateSandbox().WriteScripts(
            "Scripts.csproj", "<SlipwayProduct>project</SlipwayProduct><SlipwayChannel>project</SlipwayChannel><SlipwayNotes>project</SlipwayNotes>");
        KeyValuePair<string, string>[] environment = [new("SLIPWAY_PRODUCT", "environment"), new("SLIPWAY_CHANNEL", "environment")];
        (await sandbox.RunAsync([], "restore", "Scripts.csproj")).RequireSuccess();

        var result = await sandbox.RunAsync(
            environment, "msbuild", "Scripts.csproj", "-p:SlipwayProduct=option", "-getProperty:SlipwayProduct", "-getProperty:SlipwayChannel", "-getProperty:SlipwayNotes");

        result.RequireSuccess();
        Assert.Contains("\"SlipwayProduct\": \"option\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"SlipwayChannel\": \"environment\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"SlipwayNotes\": \"project\"", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EdgeAgent", "edge-agent")]
    [InlineData("Acme.EdgeAgent", "acme-edge-agent")]
    [InlineData("HTTPServer2", "http-server2")]
    [InlineData("edge_agent", "edge-agent")]
    [InlineData("already-so", "already-so")]
    [InlineData("Sensor2Cloud", "sensor2-cloud")]
    public void A_product_is_named_after_the_assembly(string assembly, string product)
    {
        Assert.Equal(product, KebabCase.Of(assembly));
    }

    [Theory]
    [InlineData("SlipwayChanel", true)]
    [InlineData("slipwaychannel", false)]
    [InlineData("SlipwayVersoin", true)]
    [InlineData("SlipwayRuntimeIdentifiers", false)]
    [InlineData("SlipwayPayload", false)]
    [InlineData("Version", false)]
    public void Only_what_is_almost_a_property_of_Slipway_is_refused_in_a_project(string name, bool isRefused)
    {
        var refusal = Record.Exception(() => PropertySpelling.Require([], [name]));

        Assert.Equal(isRefused ? InputFailure.OptionUnknown : null, (refusal as InputException)?.Failure);
    }

    private static IEnumerable<string> PublicTargets(string file) =>
        Regex.Matches(File.ReadAllText(RepositoryRoot.At($"src/Slipway.MSBuild/{file}")), "<Target Name=\"([A-Z]\\w+)\"").Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Sources(string pattern) =>
        Directory.EnumerateFiles(RepositoryRoot.At("src/Slipway.MSBuild"), pattern, SearchOption.AllDirectories).Select(File.ReadAllText);

    [GeneratedRegex(@"\$\((Slipway\w+)")]
    private static partial Regex Used();
}
