namespace Slipway.Publishing;

/// <summary>Switches as people write them in options, variables, properties and arguments: <c>true</c> or <c>1</c>, <c>false</c> or <c>0</c>.</summary>
public static class SwitchText
{
    /// <exception cref="FormatException"><paramref name="text"/> is no switch.</exception>
    public static bool Parse(string text) => TryParse(text) ?? throw new FormatException($"'{text}' is not a switch: expected true or false");

    /// <summary>Whether it is on, or null where <paramref name="text"/> says neither.</summary>
    public static bool? TryParse(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => null,
    };
}
