namespace Slipway.Health;

/// <summary>The spellings of the operators, and what each of them asks of an order.</summary>
internal static class ConditionOperators
{
    // In the order of the values of ConditionOperator.
    private static readonly string[] Symbols = ["==", "!=", "<", "<=", ">", ">="];

    public static bool TryParse(string symbol, out ConditionOperator comparison)
    {
        comparison = (ConditionOperator)Array.IndexOf(Symbols, symbol);
        return comparison >= 0;
    }

    public static string Symbol(this ConditionOperator comparison) => Symbols[(int)comparison];

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
