using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Slipway.Reports;

/// <summary>The end of a log as a report may carry it: few lines, short ones, nothing that a terminal would obey.</summary>
public static class LogExcerpt
{
    /// <summary>The most lines.</summary>
    public const int MaxLines = 200;

    /// <summary>The most characters of a line; the rest is cut off.</summary>
    public const int MaxLineLength = 500;

    /// <summary>The most characters of <see cref="Sentence"/>.</summary>
    public const int MaxSentenceLength = 1000;

    /// <summary>The most bytes of UTF-8 in all.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The last lines of <paramref name="utf8"/>: bytes that are no UTF-8 become U+FFFD, control characters their codes.</summary>
    /// <param name="utf8">The end of a log, whatever is in it.</param>
    /// <param name="isCut">Whether it begins within a line, which is then left out unless it is the only one.</param>
    public static ImmutableArray<string> Take(ReadOnlySpan<byte> utf8, bool isCut)
    {
        var text = Encoding.UTF8.GetString(utf8).TrimEnd('\n', '\r');
        if (text.Length == 0)
        {
            return [];
        }

        var lines = text.Split('\n');
        return Bound(lines.Skip(isCut && lines.Length > 1 ? 1 : 0).Select(line => Shorten(line.TrimEnd('\r'), MaxLineLength)));
    }

    /// <summary>What a release says of itself, as a message may quote it: the beginning, on one line, control characters as their codes.</summary>
    public static string Sentence(string text) =>
        Shorten(string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), MaxSentenceLength);

    private static ImmutableArray<string> Bound(IEnumerable<string> lines)
    {
        var left = MaxBytes;
        var last = lines.Reverse().Take(MaxLines).TakeWhile(line => (left -= Encoding.UTF8.GetByteCount(line)) >= 0);
        return [.. last.Reverse()];
    }

    private static string Shorten(string line, int maxLength)
    {
        var printable = new StringBuilder();
        foreach (var c in line.AsSpan(0, Math.Min(line.Length, maxLength)))
        {
            if (c == '\t' || !IsUnprintable(c))
            {
                printable.Append(c);
            }
            else
            {
                printable.Append(CultureInfo.InvariantCulture, $"<U+{(int)c:X4}>");
            }

            if (printable.Length >= maxLength)
            {
                return $"{printable.ToString(0, WholeLength(printable, maxLength))}...";
            }
        }

        return line.Length > maxLength ? $"{printable.ToString(0, WholeLength(printable, maxLength))}..." : printable.ToString();
    }

    /// <summary>Half a surrogate pair would be no text.</summary>
    private static int WholeLength(StringBuilder text, int maxLength)
    {
        var length = Math.Min(text.Length, maxLength);
        return char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
    }

    private static bool IsUnprintable(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
