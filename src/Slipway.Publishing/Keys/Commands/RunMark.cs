using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Slipway.Publishing.Keys.Commands;

/// <summary>A variable that a program hands to all that it starts. Of a process whose parent has ended, nothing else tells where it came from; on Linux, /proc shows it.</summary>
internal sealed class RunMark
{
    /// <summary>The name of the variable.</summary>
    public const string Variable = "SLIPWAY_RUN";

    private const string Processes = "/proc";

    // Who forks while others are killed is found the next time.
    private const int Passes = 10;

    /// <summary>Its value, which no other program has.</summary>
    public string Value { get; } = Guid.NewGuid().ToString("n");

    /// <summary>Kills every process that has it, on Linux; elsewhere none is found.</summary>
    public void KillAll()
    {
        var mark = Encoding.ASCII.GetBytes($"{Variable}={Value}\0");
        for (var pass = 0; pass < Passes && KillOnce(mark); pass++)
        {
        }
    }

    private static bool KillOnce(byte[] mark)
    {
        var isFound = false;
        foreach (var folder in Directory.Exists(Processes) ? Directory.EnumerateDirectories(Processes) : [])
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && HasMark(folder, mark))
            {
                isFound = true;
                Kill(id);
            }
        }

        return isFound;
    }

    private static bool HasMark(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is somebody else's.
            return false;
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }
}
