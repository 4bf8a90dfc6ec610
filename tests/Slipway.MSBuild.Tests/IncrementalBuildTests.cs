using Slipway.Bundles;

namespace Slipway.MSBuild.Tests;

public sealed class IncrementalBuildTests(PackageFixture package)
{
    private const string Release = "bin/slipway/scripts-2.0.0/linux-arm64";
    private static readonly string[] Sign = ["-t:SignBundle", "-v:n"];

    [Fact]
    public async Task Scripts_need_no_compiler_and_a_second_build_skips_until_something_changes()
    {
        var sandbox = package.CreateSandbox();
        var first = sandbox.WriteKey("first");
        sandbox.WriteScripts("Scripts.csproj", "<Version>2.0.0</Version><SlipwayRuntimes>linux-arm64</SlipwayRuntimes><SlipwayKey>file:keys/first.pem</SlipwayKey>")
            .Write("app/main.py", "print('hello')").Write("app/lib/data.txt", "data");

        (await sandbox.BuildAsync("Scripts.csproj", Sign)).RequireSuccess();
        var manifest = await sandbox.VerifyAsync(Release, "keys/first.pub.pem");
        Assert.Equal(["app/lib/data.txt", "app/main.py"], manifest.Files.Keys);
        Assert.False(File.Exists(sandbox.At("bin/Debug/net10.0/Scripts.dll")));

        await AssertSkippedAsync(sandbox, isPacked: false, isSigned: false);

        // Touched, and nothing else.
        File.SetLastWriteTimeUtc(sandbox.At("app/main.py"), DateTime.UtcNow.AddMinutes(1));
        await AssertSkippedAsync(sandbox, isPacked: false, isSigned: false);

        // Replaced by an older file.
        sandbox.Write("app/main.py", "print('other')");
        File.SetLastWriteTimeUtc(sandbox.At("app/main.py"), DateTime.UnixEpoch.AddYears(30));
        await AssertSkippedAsync(sandbox, isPacked: true, isSigned: true);

        // A setting.
        await AssertSkippedAsync(sandbox, isPacked: true, isSigned: true, "-p:SlipwayCompression=gzip");
        Assert.True(File.Exists(sandbox.At($"{Release}/{BundleFolder.GzipPayload}")));
        await AssertSkippedAsync(sandbox, isPacked: true, isSigned: true);

        // Another key behind the same reference.
        sandbox.WriteKey("second");
        File.Copy(sandbox.At("keys/second.pem"), first, overwrite: true);
        await AssertSkippedAsync(sandbox, isPacked: false, isSigned: true);
        await sandbox.VerifyAsync(Release, "keys/second.pub.pem");

        // A file less.
        File.Delete(sandbox.At("app/lib/data.txt"));
        await AssertSkippedAsync(sandbox, isPacked: true, isSigned: true);
        Assert.Equal(["app/main.py"], (await sandbox.VerifyAsync(Release, "keys/second.pub.pem")).Files.Keys);

        (await sandbox.RunAsync([], "clean", "Scripts.csproj")).RequireSuccess();
        Assert.False(Directory.Exists(sandbox.At("bin/slipway")));
        Assert.False(Directory.Exists(sandbox.At("obj/slipway")));
    }

    [Fact]
    public async Task The_runtime_of_the_command_line_wins_and_clean_removes_what_was_written_elsewhere()
    {
        var sandbox = package.CreateSandbox();
        sandbox.WriteKey("builder");
        sandbox.WriteScripts("Scripts.csproj", "<SlipwayRuntimes>linux-arm64</SlipwayRuntimes><SlipwayBundleDirectory>out</SlipwayBundleDirectory>")
            .Write("app/main.py", "print('hello')").Write("out/mine.txt", "mine");
        var built = await sandbox.BuildAsync("Scripts.csproj", "-t:BuildBundle", "-p:RuntimeIdentifier=linux-x64");
        built.RequireSuccess();
        Assert.Equal([sandbox.At("out/scripts-1.0.0/linux-x64")], Directory.GetDirectories(sandbox.At("out/scripts-1.0.0")));
        Assert.Equal(1, built.Count("Scripts -> .*out/scripts-1.0.0/"));

        (await sandbox.RunAsync([], "clean", "Scripts.csproj")).RequireSuccess();

        Assert.Equal([sandbox.At("out/mine.txt")], Directory.GetFileSystemEntries(sandbox.At("out")));
    }

    private static async Task AssertSkippedAsync(Sandbox sandbox, bool isPacked, bool isSigned, params string[] more)
    {
        var result = (await sandbox.BuildAsync("Scripts.csproj", [.. Sign, "--no-restore", .. more])).RequireSuccess();

        Assert.True(isPacked == (result.Count("Skipping target \"_SlipwayPackBundles\"") == 0), result.Output);
        Assert.True(isSigned == (result.Count("Skipping target \"_SlipwaySignBundles\"") == 0), result.Output);
    }
}
