using System.Diagnostics;
using System.Globalization;

namespace Slipway.Testing.Faults;

/// <summary>Runs programs whose changes to a folder are counted, cut off or refused, system call by system call.</summary>
public static class DiskPoints
{
    private static readonly Lazy<(string? Program, string? Obstacle)> Tool = new(Build);

    /// <summary>Why it cannot be done here, or <see langword="null"/> if it can.</summary>
    public static string? Obstacle => Tool.Value.Obstacle;

    /// <summary>Runs a program to its end, and to the end of all that it started.</summary>
    /// <param name="root">The folder whose changes count.</param>
    /// <param name="fault">What happens to the program.</param>
    /// <param name="program">The program's file.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static async Task<DiskRun> RunAsync(string root, DiskFault fault, string program, params string[] arguments)
    {
        var log = Path.GetTempFileName();
        try
        {
            var number = fault.Point.ToString(CultureInfo.InvariantCulture);
            var (exitCode, output, error) = await ExecuteAsync(Tool.Value.Program!, [log, root, fault.Action, number, program, .. arguments]);
            return new DiskRun(exitCode, output, error, [.. File.ReadLines(log).Select(DiskPoint.Parse)]);
        }
        finally
        {
            File.Delete(log);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> ExecuteAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, error);
    }

    private static (string? Program, string? Obstacle) Build()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (null, "system calls are watched on Linux only");
        }

        var program = Path.Combine(AppContext.BaseDirectory, "disk-points");
        try
        {
            var (exitCode, _, error) = ExecuteAsync("cc", "-O1", "-o", program, SourceTree.At("tests/Slipway.Testing/Faults/disk-points.c")).GetAwaiter().GetResult();
            return exitCode == 0 ? Try(program) : (null, $"disk-points.c cannot be compiled: {error.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (null, $"no C compiler: {missing.Message}");
        }
    }

    /// <summary>A kernel or a container may refuse the filter.</summary>
    private static (string? Program, string? Obstacle) Try(string program)
    {
        var (exitCode, _, error) = ExecuteAsync(program, "/dev/null", "/nowhere", "count", "0", "/bin/true").GetAwaiter().GetResult();
        return exitCode == 0 ? (program, null) : (null, $"system calls cannot be watched here: {error.Trim()}");
    }
}
