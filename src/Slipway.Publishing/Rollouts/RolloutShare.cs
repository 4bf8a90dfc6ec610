using System.Globalization;
using Slipway.Channels;

namespace Slipway.Publishing.Rollouts;

/// <summary>Shares of devices as people write them: a percentage such as <c>10</c> or <c>0.5</c>.</summary>
public static class RolloutShare
{
    private const int PermyriadPerPercent = 100;

    /// <summary>The share in ten thousandths, 0 to 10000.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is no share.</exception>
    public static int Parse(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
        && percent <= Rollout.Everyone / PermyriadPerPercent && percent * PermyriadPerPercent % 1 == 0
            ? (int)(percent * PermyriadPerPercent)
            : throw new FormatException($"'{text}' is not a percentage: expected 0 to 100 with at most two decimals");

    /// <summary>The share as a percentage.</summary>
    public static decimal ToPercent(int permyriad) => permyriad / (decimal)PermyriadPerPercent;

    /// <summary>The share as a percentage, or null where there is none.</summary>
    public static decimal? ToPercent(int? permyriad) => permyriad is { } share ? ToPercent(share) : null;

    /// <summary>The share as a percentage, without its sign.</summary>
    public static string Format(int permyriad) => ToPercent(permyriad).ToString("0.##", CultureInfo.InvariantCulture);
}
