using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Slipway.Json;

namespace Slipway.Publishing.Gates;

/// <summary>What a measured value must keep to. At least one bound is set.</summary>
internal sealed record GateThresholds
{
    /// <summary>The names of the fields.</summary>
    public static readonly ImmutableArray<string> Fields = ["at_most", "at_least", "at_most_over_baseline", "at_least_of_baseline"];

    private const long Largest = 1_000_000_000_000_000;
    private const decimal MaxPercent = 1_000_000;

    /// <summary>The largest value.</summary>
    public decimal? AtMost { get; init; }

    /// <summary>The smallest value.</summary>
    public decimal? AtLeast { get; init; }

    /// <summary>By how many percent of the baseline the value may be above it.</summary>
    public decimal? AtMostOverBaseline { get; init; }

    /// <summary>How many percent of the baseline the value must reach.</summary>
    public decimal? AtLeastOfBaseline { get; init; }

    /// <summary>Whether there is something to compare with.</summary>
    public bool NeedBaseline => AtMostOverBaseline is not null || AtLeastOfBaseline is not null;

    /// <exception cref="FormatException">There is none, or one is no number.</exception>
    public static GateThresholds FromJson(JsonFields json)
    {
        var thresholds = new GateThresholds
        {
            AtMost = ReadNumber(json, "at_most"),
            AtLeast = ReadNumber(json, "at_least"),
            AtMostOverBaseline = ReadPercentage(json, "at_most_over_baseline"),
            AtLeastOfBaseline = ReadPercentage(json, "at_least_of_baseline"),
        };
        return Fields.Any(json.Has) ? thresholds : throw json.Refuse("at_most", "missing", $"one of {string.Join(", ", Fields)}");
    }

    /// <summary>The bounds that ask for nothing but the value.</summary>
    public GateThresholds WithoutBaseline => this with { AtMostOverBaseline = null, AtLeastOfBaseline = null };

    /// <summary>Whether the value keeps to every bound.</summary>
    /// <param name="value">The value.</param>
    /// <param name="baseline">What it is compared with, above 0 or 0, if it is: above a baseline of 0 nothing is allowed.</param>
    public bool AreMetBy(decimal value, decimal baseline) =>
        !(value > AtMost)
        && !(value < AtLeast)
        && !(value > baseline * (1 + (AtMostOverBaseline / 100)))
        && !(value < baseline * AtLeastOfBaseline / 100);

    /// <summary>As people read it.</summary>
    public override string ToString() => string.Join(" and ", ((string?[])
    [
        AtMost is { } most ? string.Create(CultureInfo.InvariantCulture, $"at most {most}") : null,
        AtLeast is { } least ? string.Create(CultureInfo.InvariantCulture, $"at least {least}") : null,
        AtMostOverBaseline is { } over ? string.Create(CultureInfo.InvariantCulture, $"at most {over}% over the baseline") : null,
        AtLeastOfBaseline is { } of ? string.Create(CultureInfo.InvariantCulture, $"at least {of}% of the baseline") : null,
    ]).OfType<string>());

    /// <summary>Integers are numbers, others are texts, for there are no fractions in our JSON.</summary>
    private static decimal? ReadNumber(JsonFields json, string name) =>
        !json.Has(name) ? null
        : json.Value[name]!.GetValueKind() == JsonValueKind.Number ? json.Integer(name, -Largest, Largest)
        : json.Text(name, text => TryParse(text, out var number) && Math.Abs(number) <= Largest ? number : throw new FormatException($"'{text}' is not a number: expected for example \"0.5\""));

    private static decimal? ReadPercentage(JsonFields json, string name) =>
        !json.Has(name) ? null
        : json.Text(name, text => text.EndsWith('%') && TryParse(text[..^1], out var number) && number is >= 0 and <= MaxPercent ? number : throw new FormatException($"'{text}' is not a percentage: expected for example \"5%\""));

    private static bool TryParse(string text, out decimal number)
    {
        var digits = text.StartsWith('-') ? text[1..] : text;
        number = 0;
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
