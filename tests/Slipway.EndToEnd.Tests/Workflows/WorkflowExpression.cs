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
            return Value(one) != Value(other) ? "true" : "false";
        }

        return expression.Split("==", StringSplitOptions.TrimEntries) is [var left, var right] ? Value(left) == Value(right) ? "true" : "false" : Value(expression);
    }

    private string Value(string expression) =>
        expression is "!cancelled()" or "always()" ? "true"
        : expression.StartsWith('\'') ? expression.Trim('\'')
        : Name().IsMatch(expression) ? contexts.GetValueOrDefault(expression, "")
        : throw new NotSupportedException($"'{expression}' is not part of the expressions that are understood here.");

    [GeneratedRegex(@"\$\{\{\s*(.*?)\s*\}\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"^[a-z_]+(\.[A-Za-z_-]+)+$")]
    private static partial Regex Name();
}
