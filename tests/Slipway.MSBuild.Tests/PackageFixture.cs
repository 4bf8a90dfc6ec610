using Slipway.MSBuild.Tests;

[assembly: AssemblyFixture(typeof(PackageFixture))]

namespace Slipway.MSBuild.Tests;

/// <summary>The package as users get it, in a feed of its own, and an empty packages folder that no earlier version can hide in.</summary>
public sealed class PackageFixture : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("slipway-msbuild-").FullName;

    /// <summary>The version that was packed.</summary>
    public string Version { get; private set; } = "";

    private string Feed => Path.Combine(_root, "feed");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        if (FindPacked() is { } packed)
        {
            File.Copy(packed, Path.Combine(Feed, Path.GetFileName(packed)));
        }
        else
        {
            await PackAsync();
        }

        Version = Path.GetFileNameWithoutExtension(Directory.GetFiles(Feed).Single())["Slipway.MSBuild.".Length..];
        await File.WriteAllTextAsync(Path.Combine(_root, "global.json"), """{ "sdk": { "version": "10.0.100", "rollForward": "latestFeature" } }""");
        await File.WriteAllTextAsync(Path.Combine(_root, "nuget.config"), """<configuration><packageSources><add key="local" value="feed" /></packageSources></configuration>""");
    }

    /// <summary>A folder for a test's files. It sees the feed and nothing of this repository.</summary>
    internal Sandbox CreateSandbox() => new(Directory.CreateDirectory(Path.Combine(_root, Path.GetRandomFileName())).FullName, Path.Combine(_root, "packages"), Version);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>What the build packed, unless something was compiled since.</summary>
    private static string? FindPacked()
    {
        var folder = RepositoryRoot.At("artifacts/packages");
        var compiled = new[] { typeof(SlipwayProperties), typeof(Publishing.Bundling.BundlePacker), typeof(Sha256Digest) }.Max(type => File.GetLastWriteTimeUtc(type.Assembly.Location));
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, "Slipway.MSBuild.*.nupkg").SingleOrDefault(file => File.GetLastWriteTimeUtc(file) >= compiled)
            : null;
    }

    private async Task PackAsync()
    {
        // artifacts/bin/Slipway.MSBuild.Tests/debug/: the configuration is the last folder.
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\'));
        var result = await Dotnet.RunAsync(
            RepositoryRoot.Folder, [], "pack", RepositoryRoot.At("src/Slipway.MSBuild"), "--no-build", "-c", configuration, "-o", Feed);
        Assert.True(result.ExitCode == 0, result.Output);
    }
}
