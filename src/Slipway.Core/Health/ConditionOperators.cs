using System.Collections.Frozen;

namespace Slipway.Health;

/// <summary>The spellings of the operators, and what each of them asks of an order.</summary>
internal static class ConditionOperators
{
    private static readonly FrozenDictionary<string, ConditionOperator> BySymbol = new Dictionary<string, ConditionOperator>
    {
        ["=="] = ConditionOperator.Equal,
        ["!="] = ConditionOperator.NotEqual,
        ["<"] = ConditionOperator.Less,
        ["<="] = ConditionOperator.LessOrEqual,
        [">"] = ConditionOperator.Greater,
        [">="] = ConditionOperator.GreaterOrEqual,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryParse(string symbol, out ConditionOperator comparison) => BySymbol.TryGetValue(symbol, out comparison);

    public static string Symbol(this ConditionOperator comparison) => BySymbol.First(pair => pair.Value == comparison).Key;

    /// <summary>Whether the operator needs an order, which only numbers have here.</summary>
    public static bool IsOrdering(this ConditionOperator comparison) =>
        comparison is not (ConditionOperator.Equal or ConditionOperator.NotEqual);

    /// <summary>Whether the operator is satisfied when comparing gave <paramref name="order"/> (negative, zero, positive).</summary>
    public static bool Accepts(this ConditionOperator comparison, int order) => comparison switch
    {
        ConditionOperator.Less => order < 0,
        ConditionOperator.LessOrEqual => order <= 0,
        ConditionOperator.Greater => order > 0,
        ConditionOperator.GreaterOrEqual => order >= 0,
        ConditionOperator.Equal => order == 0,
        _ => order != 0,
    };
}
