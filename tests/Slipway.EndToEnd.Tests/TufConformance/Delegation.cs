namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>One arrow of a graph of delegations, written as <c>A > B</c>, <c>A > B: *.py</c> or, for a terminating one, <c>A >> B</c>.</summary>
internal sealed record Delegation(string Parent, string Role, string[] Paths, bool IsTerminating)
{
    /// <summary>The arrows of a graph, parted by semicolons, each delegator's in order of priority. Without a pattern, <c>*</c>.</summary>
    public static IEnumerable<Delegation> Parse(string graph) => graph.Split(';').Select(arrow =>
    {
        var (names, paths) = arrow.Split(':') is [var left, var right] ? (left, right.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : (arrow, ["*"]);
        var isTerminating = names.Contains(">>", StringComparison.Ordinal);
        var ends = names.Split(isTerminating ? ">>" : ">", StringSplitOptions.TrimEntries);
        return new Delegation(ends[0], ends[1], paths, isTerminating);
    });
}
