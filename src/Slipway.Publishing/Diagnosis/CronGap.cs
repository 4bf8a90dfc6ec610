using System.Globalization;

namespace Slipway.Publishing.Diagnosis;

/// <summary>The longest time between two runs of a cron expression, to the day: of five fields only the days matter here.</summary>
internal static class CronGap
{
    private const int Fields = 5;
    private const int LongestMonth = 31;
    private const int Week = 7;

    /// <summary>One day for whatever runs every day; null for what is not understood.</summary>
    public static TimeSpan? Of(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields)
        {
            return null;
        }

        var (ofMonth, month, ofWeek) = (fields[2], fields[3], fields[4]);
        if (month != "*" || (ofMonth != "*" && ofWeek != "*"))
        {
            return null;
        }

        return ofMonth != "*" ? Longest(Expand(ofMonth, 1, LongestMonth), LongestMonth)
            : ofWeek != "*" ? Longest(Expand(ofWeek, 0, Week), Week)
            : TimeSpan.FromDays(1);
    }

    /// <summary>The longest way from one of the days to the next, around the end of the period.</summary>
    private static TimeSpan? Longest(SortedSet<int>? days, int period)
    {
        if (days is not { Count: > 0 })
        {
            return null;
        }

        int[] around = [.. days, days.Min + period];
        return TimeSpan.FromDays(around.Zip(around.Skip(1), (one, next) => next - one).Max());
    }

    /// <summary>Lists, ranges and steps of numbers. Sunday is 0 and 7.</summary>
    private static SortedSet<int>? Expand(string field, int first, int last)
    {
        var days = new SortedSet<int>();
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') is [var left, var right] ? (left, Number(right)) : (part, 1);
            var ends = range.Split('-');
            var from = range == "*" ? first : Number(ends[0]);
            var to = range == "*" ? last : ends.Length > 1 ? Number(ends[1]) : part.Contains('/', StringComparison.Ordinal) ? last : from;
            if (from is not { } begin || to is not { } end || step is not > 0 || begin < first || end > last)
            {
                return null;
            }

            for (var day = begin; day <= end; day += step.Value)
            {
                days.Add(last == Week ? day % Week : day);
            }
        }

        return days;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
