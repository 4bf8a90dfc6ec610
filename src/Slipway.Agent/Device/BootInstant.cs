using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Agent.Device;

/// <summary>A moment that a later process can measure from, as long as the machine has not been restarted.</summary>
/// <remarks>The monotonic clock goes on over processes and nobody sets it; it starts again with each boot.</remarks>
/// <param name="Boot">Which boot it was in.</param>
/// <param name="Milliseconds">The monotonic clock's reading.</param>
public sealed record BootInstant(string Boot, long Milliseconds)
{
    private const string KernelBoot = "/proc/sys/kernel/random/boot_id";
    private const string FirstProcess = "/proc/1/stat";

    // The 22nd field, counted from behind the name, which may contain spaces and ends with the last parenthesis.
    private const int StartTimeAfterName = 20;

    private const long MillisecondsPerSecond = 1000;

    /// <summary>The moment that <paramref name="clock"/> gave as <paramref name="timestamp"/>, in this boot.</summary>
    public static BootInstant Of(TimeProvider clock, long timestamp) =>
        new(CurrentBoot, (long)(timestamp * (decimal)MillisecondsPerSecond / clock.TimestampFrequency));

    /// <summary>The timestamp that <paramref name="clock"/> gave then; null when that was before the machine's last start, or cannot have been.</summary>
    public long? ToTimestamp(TimeProvider clock)
    {
        var timestamp = (long)Math.Min(long.MaxValue, Milliseconds * (decimal)clock.TimestampFrequency / MillisecondsPerSecond);
        return Boot == CurrentBoot && timestamp <= clock.GetTimestamp() ? timestamp : null;
    }

    internal static BootInstant FromJson(JsonFields json) => new(json.Text("boot"), json.Integer("monotonic_ms"));

    internal JsonObject ToJson() => new() { ["boot"] = Boot, ["monotonic_ms"] = Milliseconds };

    /// <summary>This boot's name. A container that is restarted keeps the kernel's boot, but gets a new first process, and everything that ran in it is gone as after a reboot.</summary>
    public static string CurrentBoot { get; } = $"{ReadText(KernelBoot).Trim()}/{StartOfFirstProcess()}";

    private static string StartOfFirstProcess()
    {
        var stat = ReadText(FirstProcess);
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ');
        return fields.Length > StartTimeAfterName ? fields[StartTimeAfterName] : "";
    }

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Without /proc no boot can be told from another: every moment is taken for one of this boot.
            return "";
        }
    }
}
