using System.Collections.Immutable;

namespace Slipway.Publishing.Promotions;

/// <summary>A plan as lines for a terminal.</summary>
public static class PlanText
{
    /// <summary>The columns of a line at most, where words can be parted.</summary>
    public const int Columns = 110;

    /// <summary>The columns that the longest row needs before its text begins, and some for the text.</summary>
    private const int MinColumns = 72;

    private const int TitleWidth = 11;
    private const int Indent = 2;
    private const int Gap = 2;

    // Of fewer columns everybody sees what they are.
    private const int ColumnsWithoutNames = 3;

    /// <summary>The plan in lines of at most <paramref name="columns"/> characters, 72 to <see cref="Columns"/>. What a store or a fleet put into it cannot steer the terminal, also where a word of it begins a line.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="columns">How wide the terminal is.</param>
    public static IEnumerable<string> Lines(PromotionPlan plan, int columns = Columns) =>
        PlanSections.Of(plan).SelectMany(section => Lines(section, Math.Clamp(columns, MinColumns, Columns))).Select(PlainText.Of);

    private static IEnumerable<string> Lines(PlanSection section, int columns) =>
    [
        .. Wrap(section.Title.PadRight(TitleWidth), PlainText.Of(section.Lead), columns),
        .. Rows([.. Named(section).Select(row => row.Select(PlainText.Of).ToImmutableArray())], columns),
    ];

    private static IEnumerable<ImmutableArray<string>> Named(PlanSection section) =>
        section.Columns.Length > ColumnsWithoutNames ? section.Rows.Prepend(section.Columns) : section.Rows;

    private static IEnumerable<string> Rows(ImmutableArray<ImmutableArray<string>> rows, int columns)
    {
        if (rows.IsEmpty)
        {
            return [];
        }

        var last = rows[0].Length - 1;
        var widths = Enumerable.Range(0, last).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var areNumbers = Enumerable.Range(0, last).Select(column => rows.Any(row => IsNumber(row[column])) && rows.Skip(1).All(row => IsNumber(row[column]))).ToArray();
        return rows.SelectMany(row => Wrap(
            new string(' ', Indent) + string.Concat(widths.Select((width, column) => Cell(row[column], width, areNumbers[column]))),
            row[last],
            columns));
    }

    /// <summary>A column that is empty in every row takes no room.</summary>
    private static string Cell(string text, int width, bool isNumber) =>
        width == 0 ? "" : (isNumber ? text.PadLeft(width) : text.PadRight(width)) + new string(' ', Gap);

    private static bool IsNumber(string text) => text.Length > 0 && text.All(character => char.IsAsciiDigit(character) || character is '+' or '%' or '.' or ',');

    private static IEnumerable<string> Wrap(string head, string text, int columns)
    {
        var line = head;
        var isEmpty = true;
        foreach (var word in text.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > columns)
            {
                yield return line.TrimEnd();
                line = new string(' ', head.Length);
                isEmpty = true;
            }

            line += isEmpty ? word : $" {word}";
            isEmpty = false;
        }

        yield return line.TrimEnd();
    }
}
