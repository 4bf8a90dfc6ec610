namespace Slipway.MSBuild;

/// <summary>Finds misspelt properties: MSBuild takes any name, and one that nobody reads would be ignored without a word.</summary>
internal static class PropertySpelling
{
    private const int MaxMistakes = 2;

    /// <summary>Refuses what a command line sets and Slipway does not know, and in a project what is almost a property of Slipway.</summary>
    /// <param name="global">The names that the command line or the calling build sets.</param>
    /// <param name="project">The names that the project's files set. They may have properties of their own.</param>
    /// <exception cref="InputException"><see cref="InputFailure.OptionUnknown"/>.</exception>
    public static void Require(IEnumerable<string> global, IEnumerable<string> project)
    {
        if (global.FirstOrDefault(IsUnknown) is { } option)
        {
            throw Unknown(option, Nearest(option));
        }

        if (project.FirstOrDefault(name => IsUnknown(name) && IsNear(name)) is { } property)
        {
            throw Unknown(property, Nearest(property));
        }
    }

    private static bool IsUnknown(string name) =>
        name.StartsWith(SlipwayProperties.Prefix, StringComparison.OrdinalIgnoreCase)
        && !SlipwayProperties.All.Concat(SlipwayProperties.Items).Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsNear(string name) => Mistakes(name, Nearest(name)) <= MaxMistakes;

    private static string Nearest(string name) => SlipwayProperties.All.MinBy(known => Mistakes(name, known))!;

    private static InputException Unknown(string name, string nearest) =>
        new(InputFailure.OptionUnknown, $"'{name}' is not a property of Slipway.")
        {
            Hint = Mistakes(name, nearest) <= MaxMistakes ? $"Did you mean {nearest}?" : $"It has {string.Join(", ", SlipwayProperties.All)}.",
        };

    /// <summary>The least number of letters added, left out, replaced or swapped with a neighbour (optimal string alignment).</summary>
    private static int Mistakes(string one, string other)
    {
        var (left, right) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        int[][] costs = [.. Enumerable.Range(0, left.Length + 1).Select(_ => new int[right.Length + 1])];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
            {
                costs[row][column] = Cost(costs, left, right, row, column);
            }
        }

        return costs[^1][^1];
    }

    private static int Cost(int[][] costs, string left, string right, int row, int column)
    {
        if (row == 0 || column == 0)
        {
            return row + column;
        }

        var replaced = costs[row - 1][column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
        var least = Math.Min(replaced, 1 + Math.Min(costs[row - 1][column], costs[row][column - 1]));
        var isSwapped = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
        return isSwapped ? Math.Min(least, costs[row - 2][column - 2] + 1) : least;
    }
}
