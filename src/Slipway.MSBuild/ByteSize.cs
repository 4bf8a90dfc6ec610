using System.Globalization;

namespace Slipway.MSBuild;

/// <summary>Sizes as people read them.</summary>
internal static class ByteSize
{
    /// <summary><c>41.2 MB</c>, and <c>3.1 kB</c> below 100 kB.</summary>
    public static string Of(long bytes) => bytes < 100_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
