using System.Text.Json;
using Slipway.Publishing.Policy;

namespace Slipway.EndToEnd.Tests.Templates;

public sealed class TemplateTests(TemplateSandbox sandbox) : IClassFixture<TemplateSandbox>
{
    [Fact]
    public async Task B19_a_new_edge_agent_is_released_by_the_commands_of_its_readme()
    {
        RequirePackages();
        var folder = sandbox.CreateFolder();
        await sandbox.RunAsync(folder, "dotnet new slipway-edge -n MyRobot --organization acme-robots");
        var project = Path.Combine(folder, "MyRobot");
        await RequireNoTraceOfTheSampleAsync(project);

        foreach (var command in CommandsOf(Path.Combine(project, "README.md"), "## The first release"))
        {
            await sandbox.RunAsync(project, command);
        }

        var status = await sandbox.RunAsync(project, "dotnet slipway status");
        Assert.Matches("canary +1\\.0\\.0 ", status);
        Assert.Matches("beta +1\\.0\\.0 ", status);
        Assert.Contains("acme-robots/my-robot/", status, StringComparison.Ordinal);
        Assert.StartsWith("#!/bin/sh", await File.ReadAllTextAsync(Path.Combine(project, "install.sh")), StringComparison.Ordinal);
        Assert.DoesNotContain(FilesOnDevices(project), file => file.StartsWith("releases/", StringComparison.Ordinal) || file is "slipway.json" or "slipway.schema.json" or "trust_anchor.json");
        Assert.Contains("my-robot.json", FilesOnDevices(project));

        await sandbox.RunAsync(project, "git init -q . && git add --all");
        var committed = (await sandbox.RunAsync(project, "git ls-files")).Split('\n');
        Assert.Contains("keys/stable.pub.pem", committed);
        Assert.Contains("trust_anchor.json", committed);
        Assert.Contains(".github/workflows/release.yml", committed);
        Assert.DoesNotContain(committed, file => file.EndsWith(".pem", StringComparison.Ordinal) && !file.EndsWith(".pub.pem", StringComparison.Ordinal));
        Assert.DoesNotContain(committed, file => file.StartsWith("releases/", StringComparison.Ordinal) || file.StartsWith("bin/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-n Acme.HTTPServer2", "Acme.HTTPServer2", "acme-http-server2", "default", "/releases")]
    [InlineData("-n robot-arm --store s3://bucket/prefix", "robot_arm", "robot-arm", "default", "/prefix")]
    [InlineData("-n Robot --product robot/../../../arm", "Robot", "robot-..-..-..-arm", "default", "/releases")]
    [InlineData("-n Robot --product rob.ot_1 --organization other --store \"/srv/a \\\"quoted\\\" folder\"", "Robot", "rob.ot_1", "other", "/srv/a \"quoted\" folder")]
    public async Task Names_and_addresses_fit_where_they_stand(string arguments, string codeNamespace, string product, string organization, string store)
    {
        RequirePackages();
        var folder = sandbox.CreateFolder();

        await sandbox.RunAsync(folder, $"dotnet new slipway-edge {arguments} -o new");

        var project = Path.Combine(folder, "new");
        var policy = ReleasePolicy.Load(Path.Combine(project, "slipway.json"));
        Assert.Equal((product, organization), (policy.Product.ToString(), policy.Organization.ToString()));
        Assert.EndsWith(store, Uri.UnescapeDataString(policy.Store.AbsolutePath).TrimEnd('/'), StringComparison.Ordinal);
        Assert.Contains($"using {codeNamespace}.Health;", await File.ReadAllTextAsync(Path.Combine(project, "Program.cs")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(project, $"{product}.json")));
        Assert.Contains($"<AssemblyName>{product}</AssemblyName>", await File.ReadAllTextAsync(Directory.GetFiles(project, "*.csproj").Single()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_Frosting_build_is_for_the_project_beside_it()
    {
        RequirePackages();
        var folder = sandbox.CreateFolder();
        await sandbox.RunAsync(folder, "dotnet new slipway-edge -n MyRobot");

        await sandbox.RunAsync(Path.Combine(folder, "MyRobot"), "dotnet new slipway-cake --runtimes 'linux-arm64;linux-x64'");
        await sandbox.RunAsync(folder, "dotnet new slipway-cake --application src/App/App.csproj -o other");

        var context = await File.ReadAllTextAsync(Path.Combine(folder, "MyRobot/build/BuildContext.cs"));
        Assert.Contains("Project = \"MyRobot.csproj\";", context, StringComparison.Ordinal);
        Assert.Contains("Runtimes = \"linux-arm64;linux-x64\";", context, StringComparison.Ordinal);
        Assert.Contains("Project = \"src/App/App.csproj\";", await File.ReadAllTextAsync(Path.Combine(folder, "other/build/BuildContext.cs")), StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(folder, "other/build.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    /// <summary>Cake.Frosting is not on every feed: docs/decisions/0025-cake.md says where this ran.</summary>
    [Fact]
    public async Task B19_a_new_Frosting_build_releases_what_it_is_for()
    {
        RequirePackages();
        Assert.SkipUnless(TemplateSandbox.HasPackage("Slipway.Cake"), "Slipway.Cake is made with -p:FullFeed=true only.");
        var folder = sandbox.CreateFolder(hasWholeFeed: true);
        await sandbox.RunAsync(folder, "dotnet new slipway-edge -n MyRobot");
        var project = Path.Combine(folder, "MyRobot");
        await sandbox.RunAsync(project, "dotnet new slipway-cake && dotnet tool restore && dotnet slipway init");
        await sandbox.RunAsync(project, "sed -i 's/\"waves\": \\[10, 50, 100\\]/\"waves\": [10, 50, 100], \"soak\": \"0\"/' slipway.json");

        var skipped = await sandbox.TryRunAsync(project, "GITHUB_ACTIONS=true GITHUB_REF=refs/pull/1/merge ./build.sh --target Publish-Bundle");
        var published = await sandbox.RunAsync(project, "./build.sh --target Publish-Bundle --release-version 1.4.2");
        var promoted = await sandbox.RunAsync(project, "./build.sh --target Promote-Bundle --release-version 1.4.2 --to beta");
        var refused = await sandbox.TryRunAsync(project, "./build.sh --target Promote-Bundle --release-version 1.4.2 --to stable");
        var advanced = await sandbox.RunAsync(project, "./build.sh --target Advance-Rollout --channel beta");

        Assert.NotEqual(0, skipped.ExitCode);
        Assert.Contains("may not publish", skipped.Output, StringComparison.Ordinal);
        Assert.Contains("1.4.2 linux-x64 -> canary of file:", published, StringComparison.Ordinal);
        Assert.Contains("1.4.2 linux-x64 -> beta of file:", promoted, StringComparison.Ordinal);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("SLP6002", refused.Output, StringComparison.Ordinal);
        Assert.Contains("beta: 1.4.2 goes from 10% to 50%", advanced, StringComparison.Ordinal);
    }

    private static void RequirePackages()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Devices are Linux.");
        Assert.SkipUnless(TemplateSandbox.HasPackage("Slipway.Templates"), "There are no packages: './build.sh pack' makes them.");
    }

    /// <summary>The commands of the first block below a title, without what is said about them.</summary>
    private static IEnumerable<string> CommandsOf(string file, string title)
    {
        var commands = File.ReadLines(file).SkipWhile(line => line != title).SkipWhile(line => line != "```").Skip(1).TakeWhile(line => line != "```").Select(line => line.Split("  ")[0]).ToArray();
        Assert.NotEmpty(commands);
        return commands;
    }

    private static IEnumerable<string> FilesOnDevices(string project)
    {
        var file = Directory.GetFiles(Path.Combine(project, "bin/slipway"), "manifest.json", SearchOption.AllDirectories).Single();
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. manifest.RootElement.GetProperty("manifest").GetProperty("files").EnumerateObject().Select(entry => entry.Name)];
    }

    private static async Task RequireNoTraceOfTheSampleAsync(string project)
    {
        foreach (var file in Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories))
        {
            var text = $"{Path.GetRelativePath(project, file)}\n{await File.ReadAllTextAsync(file)}";
            Assert.DoesNotContain("EdgeAgent", text, StringComparison.Ordinal);
            Assert.DoesNotContain("edge-agent", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"acme\"", text, StringComparison.Ordinal);
        }
    }
}
