using System.Diagnostics;

namespace Slipway.EndToEnd.Tests.Templates;

/// <summary>A home of its own in which the templates are installed from the packages that the build made, as users get them. Nothing of the person's own is touched.</summary>
public sealed class TemplateSandbox : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static string Packages => SourceTree.At("artifacts/packages");

    /// <summary>Whether a package was made.</summary>
    internal static bool HasPackage(string id) => FindPackages(id).Length == 1;

    /// <summary>A new folder.</summary>
    /// <param name="hasWholeFeed">Whether packages may come from elsewhere, too.</param>
    internal string CreateFolder(bool hasWholeFeed = false)
    {
        var folder = Directory.CreateDirectory(_folder[Path.GetRandomFileName()]).FullName;
        File.WriteAllText(Path.Combine(folder, "global.json"), """{ "sdk": { "version": "10.0.100", "rollForward": "latestFeature" } }""");
        File.WriteAllText(
            Path.Combine(folder, "nuget.config"),
            $"""<configuration><packageSources>{(hasWholeFeed ? "" : "<clear />")}<add key="clone" value="{Packages}" /></packageSources></configuration>""");
        return folder;
    }

    /// <summary>Runs a line of a shell, which must succeed.</summary>
    /// <returns>What it said.</returns>
    internal async Task<string> RunAsync(string folder, string line)
    {
        var (exitCode, output) = await TryRunAsync(folder, line);
        Assert.True(exitCode == 0, $"'{line}' ended with {exitCode}: {output}");
        return output;
    }

    /// <summary>Runs a line of a shell.</summary>
    internal async Task<(int ExitCode, string Output)> TryRunAsync(string folder, string line)
    {
        using var process = new Process { StartInfo = Describe(folder, line) };
        process.Start();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsLinux() && HasPackage("Slipway.Templates"))
        {
            await RunAsync(_folder.Path, $"dotnet new install '{FindPackages("Slipway.Templates").Single()}'");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string[] FindPackages(string id) => Directory.Exists(Packages) ? Directory.GetFiles(Packages, $"{id}.*.nupkg") : [];

    private ProcessStartInfo Describe(string folder, string line)
    {
        var start = new ProcessStartInfo("sh", ["-c", line]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsOfAnotherBuild).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_HOME"] = _folder["home"];
        start.Environment["NUGET_PACKAGES"] = _folder["packages"];
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";

        // No server outlives the tests.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        return start;
    }

    private static bool IsOfAnotherBuild(string name) =>
        name.StartsWith("SLIPWAY_", StringComparison.Ordinal)
        || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("GITHUB_", StringComparison.Ordinal)
        || name is "SOURCE_DATE_EPOCH" or "CI" or "Configuration";
}
