using System.Text.RegularExpressions;

namespace Slipway.Core.Tests;

/// <summary>One row of docs/errors.md.</summary>
internal sealed partial record ErrorCodeRow(string Code, string Name, string Meaning, string Advice, string Section)
{
    public static IReadOnlyList<ErrorCodeRow> ReadAll()
    {
        var section = string.Empty;
        List<ErrorCodeRow> rows = [];
        foreach (var line in RepositoryRoot.Read("docs/errors.md").Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                section = line[3..];
            }
            else if (Row().Match(line) is { Success: true, Groups: var cells })
            {
                rows.Add(new(cells[1].Value, cells[2].Value, cells[3].Value, cells[4].Value, section));
            }
        }

        return rows;
    }

    [GeneratedRegex(@"^\| (SLP\d+) \| (\w*) \| (.*?) \| (.*?) \|\r?$")]
    private static partial Regex Row();
}
