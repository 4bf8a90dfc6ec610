using System.ComponentModel;
using System.Diagnostics;

namespace Slipway.Publishing;

/// <summary>Asks git about the clone that a folder is in.</summary>
internal static class Git
{
    /// <summary>What git prints, without blanks around it, or null where there is no git, no clone or no answer.</summary>
    public static async Task<string?> TryRunAsync(string folder, CancellationToken cancellation, params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = git.StandardOutput.ReadToEndAsync(cancellation);
            await git.StandardError.ReadToEndAsync(cancellation);
            await git.WaitForExitAsync(cancellation);
            return git.ExitCode == 0 ? (await output).Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
