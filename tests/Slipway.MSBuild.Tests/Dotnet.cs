using System.Collections.Concurrent;
using System.Diagnostics;

namespace Slipway.MSBuild.Tests;

/// <summary>Runs the SDK as a person would, in a shell that knows nothing of the build that runs these tests.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">The current folder.</param>
    /// <param name="variables">Environment variables besides the inherited ones.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<DotnetResult> RunAsync(string folder, IEnumerable<KeyValuePair<string, string>> variables, params IEnumerable<string> arguments)
    {
        using var process = new Process { StartInfo = Describe(folder, variables, arguments) };
        using var timeout = new CancellationTokenSource(Timeout);
        ConcurrentQueue<string> lines = [];
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");

        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync(timeout.Token);
        return new DotnetResult(process.ExitCode, string.Join('\n', lines));
    }

    private static ProcessStartInfo Describe(string folder, IEnumerable<KeyValuePair<string, string>> variables, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsOfAnotherBuild).ToList())
        {
            start.Environment.Remove(name);
        }

        // No server outlives the tests.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static bool IsOfAnotherBuild(string name) =>
        name.StartsWith("SLIPWAY_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name is "SOURCE_DATE_EPOCH" or "CI" or "Configuration" or "DOTNET_ROOT_X64";
}
