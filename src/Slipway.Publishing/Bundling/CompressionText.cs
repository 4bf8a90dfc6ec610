using System.Globalization;
using Slipway.Bundles;

namespace Slipway.Publishing.Bundling;

/// <summary>Compression as people write it.</summary>
public static class CompressionText
{
    /// <exception cref="FormatException">Neither <c>zstd</c> nor <c>gzip</c>.</exception>
    public static PayloadCompression Parse(string text) => text switch
    {
        "zstd" => PayloadCompression.Zstd,
        "gzip" => PayloadCompression.Gzip,
        _ => throw new FormatException($"'{text}' is not a compression: expected zstd or gzip"),
    };

    /// <summary>A level; which levels there are depends on the compression, and packing says so.</summary>
    /// <exception cref="FormatException">Not a whole number.</exception>
    public static int ParseLevel(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            ? level
            : throw new FormatException($"'{text}' is not a compression level: expected a number such as 3");
}
