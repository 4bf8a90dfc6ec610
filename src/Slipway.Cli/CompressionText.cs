using System.Globalization;
using Slipway.Bundles;

namespace Slipway.Cli;

/// <summary>Compression as people type it.</summary>
internal static class CompressionText
{
    /// <exception cref="FormatException">Neither zstd nor gzip.</exception>
    public static PayloadCompression? Parse(string text) => text switch
    {
        "zstd" => PayloadCompression.Zstd,
        "gzip" => PayloadCompression.Gzip,
        _ => throw new FormatException($"'{text}' is not a compression: expected zstd or gzip"),
    };

    /// <exception cref="FormatException">Not a level from 1 to 19.</exception>
    public static int? ParseLevel(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level is >= 1 and <= 19
            ? level
            : throw new FormatException($"'{text}' is not a compression level: expected 1 to 19");
}
