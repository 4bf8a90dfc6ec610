using System.Diagnostics.CodeAnalysis;

namespace Slipway.Health;

/// <summary>One thing that must be true of a health document, for example <c>metrics.cpu_percent &lt; 95</c>.</summary>
/// <remarks>Written as path, operator and value with one space between them. Immutable.</remarks>
public sealed record HealthCondition
{
    /// <summary>The longest condition, in characters.</summary>
    public const int MaxLength = 256;

    private readonly string[] _segments;

    private HealthCondition(string path, ConditionOperator comparison, HealthValue value)
    {
        Path = path;
        Comparison = comparison;
        Value = value;
        _segments = path.Split('.');
    }

    /// <summary>Names of nested fields with dots between them, for example <c>agent.running</c>.</summary>
    public string Path { get; }

    /// <summary>How the observed value is compared.</summary>
    public ConditionOperator Comparison { get; }

    /// <summary>What it is compared with.</summary>
    public HealthValue Value { get; }

    /// <exception cref="FormatException"><paramref name="text"/> is not a condition.</exception>
    public static HealthCondition Parse(string text) =>
        TryParse(text, out var condition)
            ? condition
            : throw new FormatException(
                $"'{text}' is not a health condition: expected a path, an operator (== != < <= > >=; only == and != unless the value is a number) " +
                "and a string, an integer, true or false, with one space between them, as in 'metrics.cpu_percent < 95'");

    /// <summary>Accepts exactly one spelling of each condition.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out HealthCondition? condition)
    {
        condition = null;
        if (text is not { Length: > 0 and <= MaxLength } || text.Split(' ', 3) is not [var path, var symbol, var literal])
        {
            return false;
        }

        if (!IsPath(path) || !ConditionOperators.TryParse(symbol, out var comparison) || !HealthValue.TryParse(literal, out var value))
        {
            return false;
        }

        condition = comparison.IsOrdering() && !value.IsNumber ? null : new HealthCondition(path, comparison, value);
        return condition is not null;
    }

    /// <summary>Whether it is true of <paramref name="document"/>. What is not there satisfies nothing, not even <c>!=</c>.</summary>
    public ConditionResult Evaluate(HealthDocument document)
    {
        var observed = document.Find(_segments);
        return new ConditionResult(this, observed, observed is not null && Holds(observed));
    }

    /// <inheritdoc/>
    public bool Equals(HealthCondition? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Path} {Comparison.Symbol()} {Value}";

    private bool Holds(HealthValue observed) =>
        observed.CompareTo(Value) is { } order ? Comparison.Accepts(order) : Comparison == ConditionOperator.NotEqual;

    private static bool IsPath(string path) =>
        path.Split('.').All(segment => segment.Length > 0 && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
}
