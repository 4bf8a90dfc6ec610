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
            text.Append(text.Length == 0 ? "### " : $"**{Escape(section.Title)}** ").Append(Escape(section.Lead)).Append("\n\n");
            if (!section.Rows.IsEmpty)
            {
                Append(text, section);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, PlanSection section)
    {
        Append(text, section.Columns);
        Append(text, section.Columns.Select(_ => "---"), isMarkup: true);
        foreach (var row in section.Rows)
        {
            Append(text, row);
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
