using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.MSBuild.Tests;

public sealed class ReleaseTests(PackageFixture package)
{
    private const string Agent = "agent/bin/slipway/edge-agent-1.4.2";

    [Fact]
    public async Task B05_two_runtimes_are_published_together_and_promoted_without_building()
    {
        var sandbox = await WriteAgentAsync();

        var published = await sandbox.BuildAsync("agent", "-t:PublishBundle", "-c", "Release");

        published.RequireSuccess();
        Assert.Equal(2, published.Count("1\\.4\\.2 linux-\\w+ -> canary of file:"));
        Assert.Equal(["linux-arm64", "linux-x64"], await OffersAsync(sandbox, "canary"));
        Assert.NotEqual(File.ReadAllBytes(sandbox.At($"{Agent}/linux-x64/manifest.json")), File.ReadAllBytes(sandbox.At($"{Agent}/linux-arm64/manifest.json")));

        Directory.Delete(sandbox.At("agent/bin"), recursive: true);
        (await sandbox.BuildAsync("agent", "--no-restore", "-t:PromoteBundle;GenerateInstaller", "-p:SlipwayPromoteTo=beta", "-p:SlipwayRuntimes=linux-arm64", "-p:SlipwayAgentFile=../keys/online.pem", "-p:SlipwayInstallerFile=out/install.sh", "-p:SlipwayExecutable=EdgeAgent")).RequireSuccess();
        Assert.Equal(["linux-arm64", "linux-x64"], await OffersAsync(sandbox, "beta"));
        Assert.Empty(await OffersAsync(sandbox, "stable"));
        Assert.StartsWith("#!/bin/sh", await File.ReadAllTextAsync(sandbox.At("agent/out/install.sh")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(sandbox.At("agent/bin")));
    }

    [Fact]
    public async Task B21_every_rule_that_is_not_met_is_an_error_of_its_own_and_an_emergency_skips_some()
    {
        var sandbox = package.CreateSandbox();
        await sandbox.InitializeAsync("scripts");
        sandbox.WriteScripts("scripts/Scripts.csproj", "<SlipwayRuntimes>linux-x64</SlipwayRuntimes>").Write("scripts/app/main.py", "print()");
        (await sandbox.BuildAsync("scripts", "-t:PublishBundle;PromoteBundle", "-p:SlipwayPromoteTo=beta", "-p:SlipwayDisplayName=Spring 2026", "-p:SlipwayNotBefore=2026-01-01T00:00:00Z")).RequireSuccess();
        string[] promote = ["--no-restore", "-t:PromoteBundle", "-p:SlipwayPromoteTo=stable"];

        var refused = await sandbox.BuildAsync("scripts", [.. promote, "-p:SlipwayPromoteFrom=canary"]);
        var foreign = await sandbox.BuildAsync("scripts", [.. promote, "-p:SlipwayProduct=other"]);
        var unexplained = await sandbox.BuildAsync("scripts", [.. promote, "-p:SlipwayEmergency=true"]);
        var planned = await sandbox.BuildAsync("scripts", [.. promote, "-p:SlipwayPlan=true"]);
        var unpromoted = await ReadOffersAsync(sandbox, "stable");
        (await sandbox.BuildAsync("scripts", [.. promote, "-p:SlipwayEmergency=true", "-p:SlipwayReason=CVE-2026-1234 is used in the field"])).RequireSuccess();

        refused.RequireRefusal("SLP6001").RequireRefusal("SLP6002");
        foreign.RequireRefusal("SLP1063");
        unexplained.RequireRefusal("SLP1035");
        planned.RequireSuccess();
        Assert.Contains("SLP6002", planned.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", planned.Output, StringComparison.Ordinal);
        Assert.Empty(unpromoted);
        var stable = Assert.Single(await ReadOffersAsync(sandbox, "stable"));
        Assert.Equal((true, "CVE-2026-1234 is used in the field", "Spring 2026"), (stable.IsEmergency, stable.Reason, stable.DisplayName));
    }

    [Fact]
    public async Task A10_publishing_believes_no_stamp_a_changed_bundle_is_refused_and_nothing_is_offered()
    {
        var sandbox = package.CreateSandbox();
        await sandbox.InitializeAsync("scripts");
        sandbox.WriteScripts("scripts/Scripts.csproj", "<SlipwayRuntimes>linux-x64</SlipwayRuntimes>").Write("scripts/app/main.py", "print()");
        (await sandbox.BuildAsync("scripts", "-t:SignBundle;VerifyBundle")).RequireSuccess();
        var payload = sandbox.At("scripts/bin/slipway/scripts-1.0.0/linux-x64/payload.tar.zst");
        var (written, bytes) = (File.GetLastWriteTimeUtc(payload), await File.ReadAllBytesAsync(payload));
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(payload, bytes);
        File.SetLastWriteTimeUtc(payload, written);

        var result = await sandbox.BuildAsync("scripts", "--no-restore", "-t:PublishBundle");

        result.RequireRefusal("SLP2005");
        Assert.Empty(await OffersAsync(sandbox, "canary"));
    }

    [Fact]
    public async Task B16_releases_go_on_are_renewed_and_are_taken_back_without_building()
    {
        var sandbox = package.CreateSandbox();
        await sandbox.InitializeAsync("scripts");
        sandbox.WriteScripts("scripts/Scripts.csproj", "<SlipwayRuntimes>linux-x64</SlipwayRuntimes>").Write("scripts/app/main.py", "print()");
        (await sandbox.BuildAsync("scripts", "-t:PublishBundle", "-p:SlipwayPercent=1")).RequireSuccess();
        Directory.Delete(sandbox.At("scripts/bin"), recursive: true);

        var waiting = await sandbox.BuildAsync("scripts", "--no-restore", "-t:AdvanceRollout;RefreshRepository", "-p:SlipwayChannel=canary");
        var unnamed = await sandbox.BuildAsync("scripts", "--no-restore", "-t:YankBundle", "-p:SlipwayReason=overheats the motor");
        var yanked = await sandbox.BuildAsync("scripts", "--no-restore", "-t:YankBundle", "-p:SlipwayYankVersion=1.0.0", "-p:SlipwayReason=overheats the motor");

        waiting.RequireSuccess();
        Assert.Contains("canary: 1.0.0 waits at 1%", waiting.Output, StringComparison.Ordinal);
        Assert.Contains("next to expire: timestamp", waiting.Output, StringComparison.Ordinal);
        unnamed.RequireRefusal("SLP1035");
        yanked.RequireSuccess();
        Assert.Contains("1.0.0 is yanked: overheats the motor", yanked.Output, StringComparison.Ordinal);
        Assert.Contains("canary: halted, and a DEAD END (1% had it)", yanked.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(sandbox.At("scripts/bin")));
    }

    [Fact]
    public async Task An_installer_takes_the_agent_of_a_package_and_names_the_package_that_is_missing()
    {
        var sandbox = package.CreateSandbox();
        await sandbox.InitializeAsync("scripts");

        // As build/Slipway.Agent.linux-arm64.props of the package declares it.
        const string agent = """<ItemGroup Condition="'$(WithAgent)' != ''"><SlipwayAgent Include="agent.sh" Rid="linux-arm64" Version="0.1.0" /></ItemGroup>""";
        sandbox.WriteScripts("scripts/Scripts.csproj", "<SlipwayRuntimes>linux-arm64</SlipwayRuntimes>", agent).Write("scripts/app/main.py", "print()").Write("scripts/agent.sh", "#!/bin/sh\n");
        (await sandbox.BuildAsync("scripts", "-t:PublishBundle")).RequireSuccess();
        string[] installer = ["--no-restore", "-t:GenerateInstaller", "-p:SlipwayChannel=canary", "-p:SlipwayExecutable=main.py", "-p:SlipwayInstallerFile=out/install.sh"];

        var missing = await sandbox.BuildAsync("scripts", installer);
        var found = await sandbox.BuildAsync("scripts", [.. installer, "-p:WithAgent=1"]);

        missing.RequireRefusal("SLP1080");
        Assert.Contains("Slipway.Agent.linux-arm64", missing.Output, StringComparison.Ordinal);
        found.RequireSuccess();
        Assert.True(File.Exists(sandbox.At("scripts/out/install.sh")));
    }

    private async Task<Sandbox> WriteAgentAsync()
    {
        var sandbox = package.CreateSandbox();
        await sandbox.InitializeAsync("edge-agent");

        // No runtime packs and no hosts: a mirror may lack those of other processors.
        const string properties = "<UseAppHost>false</UseAppHost><EnableRuntimePackDownload>false</EnableRuntimePackDownload><EnableAppHostPackDownload>false</EnableAppHostPackDownload>";
        return sandbox
            .WriteProject(
                "agent/Agent.csproj",
                $"<OutputType>Exe</OutputType><Version>1.4.2</Version><RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>{properties}",
                """<ItemGroup><ProjectReference Include="../library/Library.csproj" /></ItemGroup>""")
            .Write("agent/Program.cs", "Console.WriteLine(Library.Text);")
            .Write("library/Library.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""")
            .Write("library/Library.cs", "public static class Library { public const string Text = \"hello\"; }");
    }

    private static async Task<IEnumerable<string>> OffersAsync(Sandbox sandbox, string channel) =>
        (await ReadOffersAsync(sandbox, channel)).Select(offer => offer.Runtime.ToString()).Order(StringComparer.Ordinal);

    private static async Task<IEnumerable<Offer>> ReadOffersAsync(Sandbox sandbox, string channel)
    {
        var repository = new ReleaseRepository(ReleasePolicy.Find(sandbox.Folder), TimeProvider.System);
        var state = await repository.ReadAsync(CancellationToken.None);
        return await state.ReadOffersAsync(ChannelName.Parse(channel), CancellationToken.None);
    }
}
