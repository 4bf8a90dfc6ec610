namespace Slipway.Health;

/// <summary>How a health condition compares what was observed with its value.</summary>
public enum ConditionOperator
{
    /// <summary><c>==</c>: of the same kind and equal.</summary>
    Equal,

    /// <summary><c>!=</c>: there, and another kind or not equal.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>, numbers only.</summary>
    Less,

    /// <summary><c>&lt;=</c>, numbers only.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>, numbers only.</summary>
    Greater,

    /// <summary><c>&gt;=</c>, numbers only.</summary>
    GreaterOrEqual,
}
