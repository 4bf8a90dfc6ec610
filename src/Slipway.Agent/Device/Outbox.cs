using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Reports;
using Slipway.Storage;

namespace Slipway.Agent.Device;

/// <summary>Reports that wait to be uploaded, one file each, in the order in which they were made (REQUIREMENTS D18).</summary>
/// <remarks>
/// Bounded: the oldest make room for the newest, and how many did is told. Adding is for whoever holds the device's lock; whoever uploads may list,
/// read and remove at any time.
/// </remarks>
public sealed class Outbox(DeviceLayout layout)
{
    /// <summary>The most reports that wait.</summary>
    public const int MaxReports = 100;

    /// <summary>The most bytes that they have together.</summary>
    public const long MaxBytes = 2 * 1024 * 1024;

    private const string MemoryFormat = "slipway-outbox/1";
    private const string Suffix = ".json";

    // Milliseconds since 1970, until the year 33658.
    private const int TimeDigits = 15;

    // Refusals that take turns must not fill the outbox either; more than these at a time are no longer told apart.
    private const int MaxRefusals = 32;

    /// <summary>Adds a report, durably, unless it tells of an event that was told: the same refusal of every check is one, until an update has succeeded.</summary>
    /// <returns>Whether it was new.</returns>
    /// <exception cref="IOException">The disk takes no report.</exception>
    public async Task<bool> AddAsync(UpdateReport report, CancellationToken cancellation)
    {
        var memory = ReadMemory();
        var waiting = List();
        if ((report.Status == ReportStatus.Refused && memory.Refusals.Contains(report.Id))
            || waiting.Any(name => name.EndsWith($"-{report.Id}{Suffix}", StringComparison.Ordinal)))
        {
            return false;
        }

        MissingFolder.Make(layout.Outbox);
        var dropped = MakeRoom(waiting);
        var bytes = IndentedJson.Encode((report with { Dropped = memory.Dropped + dropped }).ToJson());
        await AtomicFile.WriteAsync(Path.Combine(layout.Outbox, NameFor(report, waiting)), bytes, cancellation);
        await RememberAsync(memory, dropped, report, cancellation);
        return true;
    }

    /// <summary>The names of all reports, oldest first.</summary>
    public IReadOnlyList<string> List() => Directory.Exists(layout.Outbox)
        ? [.. Directory.EnumerateFiles(layout.Outbox, "*" + Suffix).Select(path => Path.GetFileName(path)!).Where(name => TimeOf(name) is not null).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>A report; null when it is gone or damaged, and then there is nothing to do but to remove it.</summary>
    public UpdateReport? Read(string name)
    {
        try
        {
            return UpdateReport.Parse(File.ReadAllBytes(Path.Combine(layout.Outbox, name)));
        }
        catch (Exception lost) when (lost is FormatException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes a report that was uploaded, or does nothing when it is gone.</summary>
    public void Remove(string name) => StateFile.Delete(Path.Combine(layout.Outbox, name));

    /// <summary>Drops the oldest until one more report of any length fits.</summary>
    private long MakeRoom(IReadOnlyList<string> waiting)
    {
        var lengths = waiting.Select(name => new FileInfo(Path.Combine(layout.Outbox, name))).Select(file => file.Exists ? file.Length : 0).ToArray();
        var (count, bytes) = (waiting.Count, lengths.Sum());
        var dropped = 0;
        while (count - dropped >= MaxReports || (dropped < count && bytes > MaxBytes - UpdateReport.MaxBytes))
        {
            Remove(waiting[dropped]);
            bytes -= lengths[dropped++];
        }

        return dropped;
    }

    /// <summary>After all that wait, also where the clock was set back.</summary>
    private static string NameFor(UpdateReport report, IReadOnlyList<string> waiting)
    {
        var after = waiting.Count > 0 ? TimeOf(waiting[^1])!.Value + 1 : 0;
        var time = Math.Max(after, report.At.ToUnixTimeMilliseconds());
        return $"{time.ToString($"D{TimeDigits}", CultureInfo.InvariantCulture)}-{report.Id}{Suffix}";
    }

    private static long? TimeOf(string name) =>
        name.Length > TimeDigits && name[TimeDigits] == '-' && long.TryParse(name.AsSpan(0, TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time : null;

    private async Task RememberAsync(Memory memory, long dropped, UpdateReport report, CancellationToken cancellation)
    {
        ImmutableArray<string> refusals =
            report.Status == ReportStatus.Refused ? [.. memory.Refusals.Add(report.Id).TakeLast(MaxRefusals)]
            : report.Status == ReportStatus.Updated ? []
            : memory.Refusals;
        if (dropped == 0 && refusals.SequenceEqual(memory.Refusals))
        {
            return;
        }

        var json = new JsonObject
        {
            ["dropped"] = memory.Dropped + dropped,
            ["refusals"] = new JsonArray([.. refusals.Select(id => JsonValue.Create(id))]),
        };
        await StateFile.WriteAsync(layout.OutboxMemory, MemoryFormat, json, cancellation);
    }

    private Memory ReadMemory()
    {
        try
        {
            return StateFile.Read(layout.OutboxMemory, MemoryFormat, Memory.FromJson) ?? Memory.Empty;
        }
        catch (DeviceException)
        {
            // At worst something is told twice.
            return Memory.Empty;
        }
    }

    private sealed record Memory(long Dropped, ImmutableArray<string> Refusals)
    {
        public static Memory Empty { get; } = new(0, []);

        public static Memory FromJson(JsonFields json) => new(json.Integer("dropped"), [.. json.Texts("refusals")]);
    }
}
