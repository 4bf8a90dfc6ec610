using System.Diagnostics;
using System.Text;

namespace Slipway.Demo;

/// <summary>Runs the commands of the story, and shows them as a person would type them.</summary>
internal sealed class Shell(Workshop workshop)
{
    /// <summary>Runs a command that must end with <paramref name="expected"/>.</summary>
    /// <param name="shown">How a person would type it, or null to run it silently.</param>
    /// <returns>What it printed, standard output and standard error in the order in which they came.</returns>
    public async Task<string> RunAsync(string? shown, string program, string[] arguments, string folder, CancellationToken cancellation, int expected = 0)
    {
        if (shown is not null)
        {
            Console.WriteLine($"  $ {shown}");
        }

        var (exitCode, output) = await StartAsync(program, arguments, folder, cancellation);
        return exitCode == expected
            ? output
            : throw new StepFailedException($"'{shown ?? program}' ended with {exitCode}: expected {expected}. It said:{Environment.NewLine}{output}");
    }

    private async Task<(int ExitCode, string Output)> StartAsync(string program, string[] arguments, string folder, CancellationToken cancellation)
    {
        var output = new StringBuilder();
        using var process = new Process { StartInfo = Describe(program, arguments, folder) };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, output.ToString().TrimEnd());
    }

    private ProcessStartInfo Describe(string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The product finds the runtime that runs this program, wherever it was installed.
        start.Environment["DOTNET_ROOT"] = Dotnet.Folder;
        start.Environment["SLIPWAY_DEMO_SERVICE"] = workshop.Service;
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    /// <summary>The variables that would steer the demo: MSBuild's of the build that runs it, and Slipway's of the person.</summary>
    private static bool IsForeign(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || (name.StartsWith("SLIPWAY_", StringComparison.Ordinal) && name != "SLIPWAY_DEMO_SERVICE");

    private static void Append(StringBuilder output, string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
