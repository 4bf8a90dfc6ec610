using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Slipway.Health;

/// <summary>A text, a number, or true or false: what a condition compares with, and what a health document holds.</summary>
/// <remarks>Numbers are decimals and compared exactly: 94.9999999999999999 is less than 95, which it is not as a double.</remarks>
public sealed record HealthValue
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private readonly object _value;

    private HealthValue(object value) => _value = value;

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => _value is decimal;

    /// <summary>Reads a condition's value: a JSON string without escapes, an integer, <c>true</c> or <c>false</c>, in the one spelling of each.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out HealthValue? value)
    {
        value = text switch
        {
            "true" => new HealthValue(true),
            "false" => new HealthValue(false),
            ['"', .. var content, '"'] when IsPlain(content) => new HealthValue(content),
            _ => IsInteger(text) ? new HealthValue((decimal)long.Parse(text, CultureInfo.InvariantCulture)) : null,
        };
        return value is not null;
    }

    /// <summary>Takes a scalar out of a document; null when it is an object, an array, null, or a number beyond 28 digits.</summary>
    internal static HealthValue? From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => new HealthValue(true),
        JsonValueKind.False => new HealthValue(false),
        JsonValueKind.String => TextOf(element) is { } text ? new HealthValue(text) : null,
        JsonValueKind.Number => element.TryGetDecimal(out var number) ? new HealthValue(number) : null,
        _ => null,
    };

    /// <summary>Below, at or above <paramref name="other"/>; null when they are not both numbers and not equal either.</summary>
    internal int? CompareTo(HealthValue other) =>
        _value is decimal left && other._value is decimal right ? left.CompareTo(right)
        : Equals(other) ? 0
        : null;

    /// <summary>The value as in a condition: <c>"healthy"</c>, <c>95</c>, <c>true</c>.</summary>
    public override string ToString() => _value switch
    {
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => $"\"{_value}\"",
    };

    private static bool IsPlain(string content) => !content.Any(c => c is '"' or '\\' || char.IsControl(c) || char.IsSurrogate(c));

    private static bool IsInteger(string text)
    {
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        var isOneSpelling = digits.Length == 1 ? text != "-0" : digits is [not '0', ..];
        return isOneSpelling && digits.Length <= 18 && !digits.ContainsAnyExcept(Digits);
    }

    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: no text that a condition could ask for.
            return null;
        }
    }
}
