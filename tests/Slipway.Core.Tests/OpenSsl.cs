using System.Diagnostics;

namespace Slipway.Core.Tests;

/// <summary>The openssl command, as the other reader and writer of our files.</summary>
internal static class OpenSsl
{
    public static string Run(TemporaryFolder folder, params string[] arguments)
    {
        var (exitCode, output) = TryRun(folder, arguments);
        Assert.True(exitCode == 0, $"openssl {string.Join(' ', arguments)}: {output}");
        return output;
    }

    public static (int ExitCode, string Output) TryRun(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
