using System.Globalization;

namespace Slipway;

/// <summary>Durations as people write them in slipway.json and on command lines: a whole number and <c>m</c>, <c>h</c> or <c>d</c>, or <c>0</c>.</summary>
public static class DurationText
{
    /// <exception cref="FormatException"><paramref name="text"/> is not a duration.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"'{text}' is not a duration: expected for example 30m, 48h or 90d");

    /// <summary>Accepts up to ten years.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is null or "" or "0")
        {
            return text == "0";
        }

        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 3650 * 24 * 60)
        {
            return false;
        }

        duration = text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => TimeSpan.MinValue,
        };
        return duration >= TimeSpan.Zero && duration <= TimeSpan.FromDays(3650);
    }

    /// <summary>The shortest spelling.</summary>
    public static string Format(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0",
        _ when duration.TotalDays % 1 == 0 => $"{duration.TotalDays:0}d",
        _ when duration.TotalHours % 1 == 0 => $"{duration.TotalHours:0}h",
        _ => $"{duration.TotalMinutes:0}m",
    };
}
