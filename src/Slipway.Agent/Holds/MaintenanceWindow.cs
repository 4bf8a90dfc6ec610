using System.Collections.Immutable;
using System.Globalization;
using Slipway.Json;

namespace Slipway.Agent.Holds;

/// <summary>The hours in which updates may be installed: <c>maintenance</c> in device.json. Immutable.</summary>
/// <remarks>It has a fixed offset from UTC and no time zone: a device may have no zone data, and an hour that comes twice a year is no time for an update.</remarks>
public sealed class MaintenanceWindow
{
    private const int MaxOffsetMinutes = 14 * 60;

    private static readonly ImmutableArray<string> DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ImmutableArray<DayOfWeek> _days;
    private readonly TimeSpan _from;
    private readonly TimeSpan _length;
    private readonly TimeSpan _offset;

    private MaintenanceWindow(ImmutableArray<DayOfWeek> days, TimeOnly from, TimeOnly to, TimeSpan offset, bool letsYankedLeave)
    {
        _days = days;
        _from = from.ToTimeSpan();

        // TimeOnly subtracts around the clock: from 22:00 to 05:30 are seven and a half hours.
        _length = to - from;
        _offset = offset;
        LetsYankedLeave = letsYankedLeave;
    }

    /// <summary>Whether a yanked release is left at once, also while the window is closed.</summary>
    public bool LetsYankedLeave { get; }

    /// <summary>Reads a window.</summary>
    /// <exception cref="FormatException">A field is missing, unknown, of another kind, or says something that cannot be.</exception>
    public static MaintenanceWindow FromJson(JsonFields window)
    {
        window.RequireOnly("days", "from", "to", "utc_offset_minutes", "yanked");
        var (from, to) = (ReadTime(window, "from"), ReadTime(window, "to"));
        if (from == to)
        {
            throw window.Refuse("to", $"'{window.Text("to")}'", "another time than from");
        }

        var offset = window.OptionalInteger("utc_offset_minutes", -MaxOffsetMinutes, MaxOffsetMinutes) ?? 0;
        return new MaintenanceWindow(ReadDays(window), from, to, TimeSpan.FromMinutes(offset), ReadLetsYankedLeave(window));
    }

    /// <summary>Whether the window is open. One that crosses midnight belongs to the day on which it opens.</summary>
    public bool IsOpen(DateTimeOffset time)
    {
        var local = time.ToOffset(_offset).DateTime;
        return Array.Exists([local.Date.AddDays(-1), local.Date], day => _days.Contains(day.DayOfWeek) && local >= day + _from && local < day + _from + _length);
    }

    /// <summary>When it opens next; <paramref name="time"/> itself when it opens just then.</summary>
    public DateTimeOffset NextOpening(DateTimeOffset time)
    {
        var local = time.ToOffset(_offset).DateTime;
        var day = Enumerable.Range(0, 8).Select(days => local.Date.AddDays(days)).First(day => _days.Contains(day.DayOfWeek) && day + _from >= local);
        return new DateTimeOffset(day + _from, _offset);
    }

    /// <summary>Half a sentence for a person.</summary>
    public string Explain(DateTimeOffset time) => IsOpen(time)
        ? "the maintenance window is open"
        : string.Create(CultureInfo.InvariantCulture, $"the maintenance window opens at {NextOpening(time):yyyy-MM-dd'T'HH:mmzzz}");

    private static ImmutableArray<DayOfWeek> ReadDays(JsonFields window)
    {
        if (!window.Has("days"))
        {
            return [.. Enum.GetValues<DayOfWeek>()];
        }

        var names = window.Texts("days");
        var days = names.Select(name => DayNames.IndexOf(name)).ToImmutableArray();
        return days.Length > 0 && !days.Contains(-1) && days.Distinct().Count() == days.Length
            ? [.. days.Select(day => (DayOfWeek)day)]
            : throw window.Refuse("days", $"[{string.Join(", ", names)}]", $"some of {string.Join(", ", DayNames)}, each once");
    }

    private static bool ReadLetsYankedLeave(JsonFields window) => window.OptionalText("yanked") switch
    {
        null or "leave" => true,
        "wait" => false,
        var other => throw window.Refuse("yanked", $"'{other}'", "leave or wait"),
    };

    private static TimeOnly ReadTime(JsonFields window, string name)
    {
        var text = window.Text(name);
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw window.Refuse(name, $"'{text}'", "a time of day, as in 22:00");
    }
}
