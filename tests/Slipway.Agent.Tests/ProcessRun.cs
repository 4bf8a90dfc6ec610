using System.Diagnostics;

namespace Slipway.Agent.Tests;

/// <summary>Runs a program to its end.</summary>
internal static class ProcessRun
{
    public static async Task<AgentRun> RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new AgentRun(process.ExitCode, await output, await error);
    }
}
