using System.ComponentModel;
using System.Diagnostics;

namespace Slipway.Publishing.Diagnosis;

/// <summary>The .NET SDK that builds what is in a folder, after global.json has had its say.</summary>
/// <param name="Version">Its version, or null if there is none that may be used.</param>
/// <param name="Problem">Why there is none, in the SDK's own words, or null.</param>
internal sealed record DotnetSdk(string? Version, string? Problem)
{
    public static async Task<DotnetSdk> FindAsync(string folder, CancellationToken cancellation)
    {
        try
        {
            using var dotnet = Process.Start(new ProcessStartInfo("dotnet", ["--version"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = dotnet.StandardOutput.ReadToEndAsync(cancellation);
            var error = await dotnet.StandardError.ReadToEndAsync(cancellation);
            await dotnet.WaitForExitAsync(cancellation);
            return dotnet.ExitCode == 0 ? new DotnetSdk((await output).Trim(), Problem: null) : new DotnetSdk(Version: null, FirstLine(error + await output));
        }
        catch (Win32Exception)
        {
            return new DotnetSdk(Version: null, "there is no 'dotnet' on the path");
        }
    }

    private static string FirstLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "'dotnet --version' failed";
}
