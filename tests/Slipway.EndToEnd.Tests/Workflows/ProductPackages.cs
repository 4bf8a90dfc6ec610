using Slipway.Publishing.Policy;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>The packages that the build made, as a feed for projects that know nothing of this repository.</summary>
internal static class ProductPackages
{
    private static string[] Files { get; } = Directory.Exists(SourceTree.At("artifacts/packages"))
        ? [.. new[] { "Slipway.Cli", "Slipway.MSBuild" }.SelectMany(name => Directory.EnumerateFiles(SourceTree.At("artifacts/packages"), $"{name}.*.nupkg"))]
        : [];

    /// <summary>Why there are none to test, or <see langword="null"/>: those of an earlier build prove nothing.</summary>
    public static string? Obstacle { get; } =
        Files.Length == 2 && Files.All(file => File.GetLastWriteTimeUtc(file) >= File.GetLastWriteTimeUtc(typeof(ReleasePolicy).Assembly.Location))
            ? null
            : "artifacts/packages has no packages of this build: ./build.sh test makes them.";

    /// <summary>Lets projects below <paramref name="folder"/> take these packages, and no others.</summary>
    public static void MakeFeed(string folder)
    {
        var feed = Directory.CreateDirectory(Path.Combine(folder, "feed")).FullName;
        foreach (var file in Files)
        {
            File.Copy(file, Path.Combine(feed, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(folder, "nuget.config"), """<configuration><packageSources><clear /><add key="local" value="feed" /></packageSources></configuration>""");
        File.WriteAllText(Path.Combine(folder, "global.json"), """{ "sdk": { "version": "10.0.100", "rollForward": "latestFeature" } }""");
    }
}
