namespace Slipway.MSBuild.Tests;

/// <summary>The SDKs of web projects and workers take every <c>.json</c> below the project. What a release is made with must not go to devices.</summary>
public sealed class DefaultItemsTests(PackageFixture package)
{
    [Fact]
    public async Task A_web_project_beside_slipway_json_ships_neither_it_nor_trust_anchor_nor_records_of_keys_nor_the_store()
    {
        var sandbox = await WriteApplicationAsync();

        (await sandbox.BuildAsync("Web.csproj", "-t:BuildBundle")).RequireSuccess();

        Assert.Equal(["appsettings.json", "data/table.json", "keys/piano.json"], JsonIn(sandbox));
    }

    [Fact]
    public async Task Another_store_and_folder_of_bundles_are_left_out_as_well()
    {
        var sandbox = await WriteApplicationAsync();
        sandbox.Write("dist/web-0.9.0/linux-x64/manifest.json", "{}").Write("mirror/acme/web/timestamp.json", "{}");

        (await sandbox.BuildAsync("Web.csproj", "-t:BuildBundle", "-p:SlipwayBundleDirectory=dist", "-p:SlipwayStore=mirror")).RequireSuccess();

        Assert.Equal(["appsettings.json", "data/table.json", "keys/piano.json"], JsonIn(sandbox));
    }

    [Fact]
    public async Task What_a_project_names_itself_stays()
    {
        var sandbox = await WriteApplicationAsync("""<ItemGroup><Content Include="trust_anchor.json" CopyToPublishDirectory="PreserveNewest" /></ItemGroup>""");

        (await sandbox.BuildAsync("Web.csproj", "-t:BuildBundle")).RequireSuccess();

        Assert.Contains("trust_anchor.json", JsonIn(sandbox));
    }

    [Fact]
    public async Task A_private_key_is_refused_also_where_slipway_json_names_it_no_longer()
    {
        var sandbox = await WriteApplicationAsync("""<ItemGroup><Content Include="keys/retired.pem" CopyToPublishDirectory="PreserveNewest" /></ItemGroup>""");
        sandbox.WriteKey("retired");

        var result = await sandbox.BuildAsync("Web.csproj", "-t:BuildBundle");

        result.RequireRefusal("SLP1023");
        Assert.Contains("keys/retired.pem, which is a private key of its publisher", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_of_patterns_may_not_have_the_store()
    {
        var sandbox = package.CreateSandbox().WriteProject(
            "Scripts.csproj", "<SlipwayRuntimes>linux-x64</SlipwayRuntimes>", """<ItemGroup><SlipwayPayload Include="releases/**" /></ItemGroup>""");
        await sandbox.InitializeAsync("scripts");

        var result = await sandbox.BuildAsync("Scripts.csproj", "-t:BuildBundle");

        result.RequireRefusal("SLP1023");
        Assert.Contains("in a folder that releases are written to", result.Output, StringComparison.Ordinal);
    }

    private async Task<Sandbox> WriteApplicationAsync(string rest = "")
    {
        var sandbox = package.CreateSandbox().WriteProject("Web.csproj", "<UseAppHost>false</UseAppHost>", rest, "Microsoft.NET.Sdk.Web")
            .Write("Program.cs", "WebApplication.CreateBuilder(args).Build().Run();")
            .Write("appsettings.json", "{}").Write("data/table.json", "{}").Write("keys/piano.json", "{}").Write("keys/backup.json", "{}").Write("slipway.schema.json", "{}").Write("dotnet-tools.json", "{}");
        await sandbox.InitializeAsync("web");
        Assert.True(File.Exists(sandbox.At("trust_anchor.json")));
        Assert.NotEmpty(Directory.GetFiles(sandbox.At("releases"), "*.json", SearchOption.AllDirectories));
        return sandbox;
    }

    /// <summary>What is published besides what the compiler makes.</summary>
    private static IEnumerable<string> JsonIn(Sandbox sandbox)
    {
        var payload = Directory.GetDirectories(sandbox.At("obj/slipway"), "payload", SearchOption.AllDirectories).Single();
        return Directory.EnumerateFiles(payload, "*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(payload, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("Web.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }
}
