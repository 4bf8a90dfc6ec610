using System.Buffers;
using System.Text;

namespace Slipway.Publishing.Promotions;

/// <summary>A plan as Markdown, for a pull request or a run's summary.</summary>
public static class PlanMarkdown
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("\\`*_[]<>|~&");

    // GitHub makes links, and tells people that they were mentioned, after everything else was resolved: only another element in between keeps it from that.
    private const string Nothing = "<!-- -->";

    /// <summary>The plan, its verdict first. What a store or a fleet put into it is shown as it is, and is no markup.</summary>
    public static string Write(PromotionPlan plan)
    {
        var text = new StringBuilder();
        foreach (var section in PlanSections.Of(plan))
        {
            text.Append($"{(text.Length == 0 ? "###" : $"**{Escape(section.Title)}**")} {Escape(section.Lead)}".TrimEnd()).Append("\n\n");
            if (!section.Rows.IsEmpty)
            {
                Append(text, section);
            }
        }

        return text.ToString();
    }

    /// <summary>A column that is empty in every row is left out.</summary>
    private static void Append(StringBuilder text, PlanSection section)
    {
        var shown = Enumerable.Range(0, section.Columns.Length).Where(column => section.Rows.Any(row => row[column].Length > 0)).ToArray();
        Append(text, shown.Select(column => section.Columns[column]));
        Append(text, shown.Select(_ => "---"), isMarkup: true);
        foreach (var row in section.Rows)
        {
            Append(text, shown.Select(column => row[column]));
        }

        text.Append('\n');
    }

    private static void Append(StringBuilder text, IEnumerable<string> cells, bool isMarkup = false) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => isMarkup ? cell : Escape(cell))).Append(" |\n");

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in PlainText.Of(text))
        {
            _ = Marks.Contains(character) ? escaped.Append('\\') : escaped;
            escaped.Append(character);
            _ = character is '@' or '#' ? escaped.Append(Nothing) : escaped;
        }

        return escaped.Replace("://", $":{Nothing}//").Replace("www.", $"www{Nothing}.").ToString();
    }
}
