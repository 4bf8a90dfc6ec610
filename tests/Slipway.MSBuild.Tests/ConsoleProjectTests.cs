using System.IO.Compression;
using System.Text;
using Slipway.Bundles;

namespace Slipway.MSBuild.Tests;

public sealed class ConsoleProjectTests(PackageFixture package)
{
    [Fact]
    public async Task A01_a_console_project_with_nothing_but_a_key_is_signed_and_the_key_is_in_no_log()
    {
        var sandbox = package.CreateSandbox();
        var pem = await File.ReadAllTextAsync(sandbox.WriteKey("builder"));
        WriteApplication(sandbox, "one", "hello");

        var result = await sandbox.RunAsync([new("BUILDER_KEY", pem)], "build", "one", "-t:SignBundle", "-p:SlipwayKey=env:BUILDER_KEY", "-bl:one.binlog");

        result.RequireSuccess();
        Assert.Equal(1, result.Count(@"acme-edge-agent 1\.4\.2 linux-\w+ \(5 files, \d+\.\d kB\) -> "));
        var manifest = await sandbox.VerifyAsync(BundleOf("one"), "keys/builder.pub.pem");
        Assert.Equal("acme-edge-agent-1.4.2", manifest.BundleName);
        Assert.Contains("Acme.EdgeAgent.dll", manifest.Files.Keys);
        Assert.Contains("Acme.EdgeAgent", manifest.Executables);
        AssertHasNoKey(sandbox.At("one.binlog"), pem);
    }

    [Fact]
    public async Task Same_source_gives_the_same_bytes_in_two_folders_and_other_source_gives_others()
    {
        var sandbox = package.CreateSandbox();
        sandbox.WriteKey("builder");
        WriteApplication(sandbox, "here/one", "hello");
        WriteApplication(sandbox, "there/two", "hello");
        WriteApplication(sandbox, "three", "goodbye");
        sandbox.Write("all.proj", """
            <Project>
              <ItemGroup><P Include="here/one/*.csproj;there/two/*.csproj;three/*.csproj" /></ItemGroup>
              <Target Name="Build">
                <MSBuild Projects="@(P)" Targets="Restore" Properties="Session=1" />
                <MSBuild Projects="@(P)" Targets="SignBundle" Properties="Configuration=Release;SlipwayKey=file:$(MSBuildProjectDirectory)/keys/builder.pem" />
              </Target>
            </Project>
            """);

        (await sandbox.RunAsync([], "msbuild", "all.proj", "-nologo", "-m:1")).RequireSuccess();

        Assert.Equal(Read(sandbox, "here/one", BundleFolder.ZstdPayload), Read(sandbox, "there/two", BundleFolder.ZstdPayload));
        Assert.Equal(Read(sandbox, "here/one", BundleFolder.Manifest), Read(sandbox, "there/two", BundleFolder.Manifest));
        Assert.Equal(Read(sandbox, "here/one", BundleFolder.Signature), Read(sandbox, "there/two", BundleFolder.Signature));
        Assert.NotEqual(Read(sandbox, "here/one", BundleFolder.Signature), Read(sandbox, "three", BundleFolder.Signature));
    }

    private static void WriteApplication(Sandbox sandbox, string folder, string text) => sandbox
        .WriteProject($"{folder}/App.csproj", "<OutputType>Exe</OutputType><AssemblyName>Acme.EdgeAgent</AssemblyName><Version>1.4.2</Version>")
        .Write($"{folder}/Program.cs", $"Console.WriteLine(\"{text}\");");

    private static string BundleOf(string folder) => $"{folder}/bin/slipway/acme-edge-agent-1.4.2/{Publishing.Bundling.HostRuntime.Current()}";

    private static byte[] Read(Sandbox sandbox, string folder, string file) => File.ReadAllBytes(sandbox.At($"{BundleOf(folder)}/{file}"));

    private static void AssertHasNoKey(string log, string pem)
    {
        var secret = pem.Split('\n')[1].Trim();
        using var content = new MemoryStream();
        using (var binlog = new GZipStream(File.OpenRead(log), CompressionMode.Decompress))
        {
            binlog.CopyTo(content);
        }

        var bytes = content.ToArray();
        Assert.True(bytes.AsSpan().IndexOf("BUILDER_KEY"u8) >= 0, "The log does not even name the variable: it is not what this test takes it for.");
        Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, "The key is in the binary log.");
    }
}
