using System.Globalization;

namespace Slipway.Cli;

/// <summary>A share of devices as people type it: <c>10</c>, <c>0.5</c>.</summary>
/// <param name="Permyriad">The share in ten thousandths.</param>
internal sealed record Percentage(int Permyriad)
{
    /// <exception cref="FormatException"><paramref name="text"/> is no share.</exception>
    public static Percentage Parse(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100 && percent * 100 % 1 == 0
            ? new Percentage((int)(percent * 100))
            : throw new FormatException($"'{text}' is not a percentage: expected 0 to 100 with at most two decimals");
}
