namespace Slipway.MSBuild.Tests;

public sealed class SolutionTests(PackageFixture package)
{
    private const string Solution = """
        <Solution>
          <Project Path="web/Web.csproj" />
          <Project Path="library/Library.csproj" />
          <Project Path="tests/Tests.csproj" />
        </Solution>
        """;

    [Fact]
    public async Task In_a_solution_a_web_project_is_released_and_all_others_are_skipped_quietly()
    {
        var sandbox = WriteSolution().Write("Directory.Packages.props", $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><GlobalPackageReference Include="Slipway.MSBuild" Version="{package.Version}" /></ItemGroup>
            </Project>
            """);

        var result = await sandbox.BuildAsync("All.slnx", "-t:SignBundle", $"-p:SlipwayKey=file:{sandbox.At("keys/builder.pem")}");

        result.RequireSuccess();
        Assert.Equal(1, result.Count(@"\(\d+ files, .*\) -> "));
        Assert.DoesNotContain("takes no part", result.Output, StringComparison.Ordinal);
        var runtime = Publishing.Bundling.HostRuntime.Current();
        var manifest = await sandbox.VerifyAsync($"web/bin/slipway/web-1.0.0/{runtime}", "keys/builder.pub.pem");
        Assert.Contains("appsettings.json", manifest.Files.Keys);
        Assert.Contains("Library.dll", manifest.Files.Keys);
        Assert.Single(Directory.EnumerateFiles(sandbox.Folder, "signature.sig", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Projects_without_the_package_are_skipped_with_the_targets_of_the_documentation_and_refused_by_MSBuild_without()
    {
        var sandbox = WriteSolution();
        sandbox.WriteScripts("web/Web.csproj", "<SlipwayRuntimes>linux-x64</SlipwayRuntimes>").Write("web/app/main.py", "print()");
        var without = await sandbox.BuildAsync("All.slnx", "-t:BuildBundle");
        sandbox.Write("Directory.Solution.targets", Documentation.Block("Directory.Solution.targets"));

        var with = await sandbox.BuildAsync("All.slnx", "--no-restore", "-t:BuildBundle");

        without.RequireRefusal("MSB4057");
        with.RequireSuccess();
        Assert.True(File.Exists(sandbox.At("web/bin/slipway/web-1.0.0/linux-x64/manifest.json")));
    }

    [Fact]
    public async Task A_project_for_several_frameworks_releases_one_of_them()
    {
        var sandbox = package.CreateSandbox();
        sandbox.WriteScripts(
            "Scripts.csproj",
            "<TargetFrameworks>net9.0;net10.0</TargetFrameworks><TargetFramework /><SlipwayRuntimes>linux-musl-x64;linux-arm</SlipwayRuntimes><SlipwayProduct>scripts-$(TargetFramework)</SlipwayProduct>",
            """<ItemGroup><SlipwayPayload Include="native.so" Runtimes="linux-arm" TargetPath="lib/native.so" Executable="true" /></ItemGroup>""")
            .Write("app/main.py", "print()").Write("native.so", "ELF");

        (await sandbox.BuildAsync("Scripts.csproj", "-t:BuildBundle")).RequireSuccess();
        Assert.Equal([sandbox.At("bin/slipway/scripts-net10.0-1.0.0")], Directory.GetDirectories(sandbox.At("bin/slipway")));
        Assert.Contains("\"executables\":[\"lib/native.so\"]", await File.ReadAllTextAsync(sandbox.At("bin/slipway/scripts-net10.0-1.0.0/linux-arm/manifest.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("native.so", await File.ReadAllTextAsync(sandbox.At("bin/slipway/scripts-net10.0-1.0.0/linux-musl-x64/manifest.json")), StringComparison.Ordinal);

        (await sandbox.RunAsync([], "clean", "Scripts.csproj")).RequireSuccess();
        Assert.False(Directory.Exists(sandbox.At("bin/slipway")));
    }

    private Sandbox WriteSolution()
    {
        var sandbox = package.CreateSandbox();
        sandbox.WriteKey("builder");
        return sandbox.Write("All.slnx", Solution)
            .Write("web/Web.csproj", Project("Microsoft.NET.Sdk.Web", "", """<ItemGroup><ProjectReference Include="../library/Library.csproj" /></ItemGroup>"""))
            .Write("web/Program.cs", "WebApplication.CreateBuilder(args).Build().Run();").Write("web/appsettings.json", "{}")
            .Write("library/Library.csproj", Project("Microsoft.NET.Sdk", "")).Write("library/Library.cs", "public static class Library;")
            .Write("tests/Tests.csproj", Project("Microsoft.NET.Sdk", "<OutputType>Exe</OutputType><IsTestProject>true</IsTestProject>")).Write("tests/Program.cs", "return;");
    }

    private static string Project(string sdk, string properties, string rest = "") =>
        $"<Project Sdk=\"{sdk}\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>{properties}</PropertyGroup>{rest}</Project>";
}
