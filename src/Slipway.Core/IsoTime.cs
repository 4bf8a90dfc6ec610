using System.Globalization;

namespace Slipway;

/// <summary>The one spelling of times as text: ISO 8601, UTC, whole seconds, for example <c>2026-11-21T08:00:00Z</c>.</summary>
public static class IsoTime
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string SecondsAfterBlank = "yyyy-MM-dd' 'HH:mm:ss'Z'";
    private const string Minutes = "yyyy-MM-dd'T'HH:mm'Z'";

    /// <summary>Writes a time. What is below a second is cut off.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Seconds, CultureInfo.InvariantCulture);

    /// <summary>Writes a time for people, without its seconds.</summary>
    public static string FormatMinutes(DateTimeOffset time) => time.UtcDateTime.ToString(Minutes, CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Format"/> writes, and nothing else.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>As <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">The text is no such time.</exception>
    public static DateTimeOffset Parse(string text) => TryParse(text, out var time) ? time : throw new FormatException($"'{text}' is not a time such as 2026-11-21T00:00:00Z");

    /// <summary>Reads what a person types, or pastes from a message: as <see cref="Parse"/>, or with a blank for the <c>T</c> (RFC 3339 §5.6). Documents have one spelling.</summary>
    /// <exception cref="FormatException">The text is no such time.</exception>
    public static DateTimeOffset ParseTyped(string text) =>
        DateTimeOffset.TryParseExact(text, SecondsAfterBlank, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : Parse(text);
}
