using System.Globalization;

namespace Slipway.Publishing;

/// <summary>Durations in words, to two digits or so.</summary>
public static class DurationWords
{
    /// <summary>For example <c>45 s</c>, <c>12 min</c>, <c>31 h</c> or <c>12 d</c>: whole units, cut off.</summary>
    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalMinutes: < 2 } => Text(duration.TotalSeconds, "s"),
        { TotalHours: < 2 } => Text(duration.TotalMinutes, "min"),
        { TotalHours: < 48 } => Text(duration.TotalHours, "h"),
        _ => Text(duration.TotalDays, "d"),
    };

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value):0} {unit}");
}
