using System.Diagnostics;

namespace Slipway.EndToEnd.Tests;

/// <summary>Programs of this machine.</summary>
internal static class Command
{
    /// <summary>Runs one to its end.</summary>
    public static async Task<Answer> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Answer(process.ExitCode, await output, await error);
    }
}
