using System.Text.RegularExpressions;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>The part of GitHub's expressions that our workflows use: names, texts, <c>==</c>, <c>!=</c>, <c>&amp;&amp;</c>, <c>||</c>, <c>!cancelled()</c>, <c>always()</c>.</summary>
/// <param name="contexts">What names stand for, such as <c>inputs.version</c>. One that is missing is empty, as GitHub has it.</param>
internal sealed partial class WorkflowExpression(IReadOnlyDictionary<string, string> contexts)
{
    /// <summary>A text with <c>${{ }}</c> in it.</summary>
    public string Fill(string text) => Place().Replace(text, place => Evaluate(place.Groups[1].Value));

    /// <summary>A condition, with or without <c>${{ }}</c>.</summary>
    public bool Holds(string? condition) => condition is null || IsTrue(Evaluate(Place().IsMatch(condition) ? Place().Match(condition).Groups[1].Value : condition));

    private static bool IsTrue(string value) => value is not ("" or "false");

    private string Evaluate(string expression)
    {
        // As in GitHub's: the first that is true, or the last.
        var alternatives = expression.Split("||", StringSplitOptions.TrimEntries);
        return alternatives.Select(All).FirstOrDefault(IsTrue) ?? All(alternatives[^1]);
    }

    private string All(string expression)
    {
        var conditions = expression.Split("&&", StringSplitOptions.TrimEntries);
        return conditions.Select(Compare).FirstOrDefault(value => !IsTrue(value)) ?? Compare(conditions[^1]);
    }

    private string Compare(string expression)
    {
        if (expression.Split("!=", StringSplitOptions.TrimEntries) is [var one, var other])
        {
            return IsEqual(one, other) ? "false" : "true";
        }

        return expression.Split("==", StringSplitOptions.TrimEntries) is not [var left, var right] ? Value(expression) : IsEqual(left, right) ? "true" : "false";
    }

    /// <summary>GitHub takes no notice of case.</summary>
    private bool IsEqual(string left, string right) => string.Equals(Value(left), Value(right), StringComparison.OrdinalIgnoreCase);

    private string Value(string expression) =>
        expression is "!cancelled()" or "always()" ? "true"
        : Text().IsMatch(expression) ? expression[1..^1]
        : Name().IsMatch(expression) ? contexts.GetValueOrDefault(expression, "")
        : throw new NotSupportedException($"'{expression}' is not part of the expressions that are understood here.");

    [GeneratedRegex(@"\$\{\{\s*(.*?)\s*\}\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"^[a-z_]+(\.[A-Za-z0-9_-]+)+$")]
    private static partial Regex Name();

    // One with an operator in it was taken apart before anybody looked.
    [GeneratedRegex("^'[^'&|=!]*'$")]
    private static partial Regex Text();
}
