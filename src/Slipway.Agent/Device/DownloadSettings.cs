using System.Globalization;
using Slipway.Json;

namespace Slipway.Agent.Device;

/// <summary>How this device may use the network: <c>download</c> in device.json.</summary>
/// <param name="MaxBytesPerSecond">How fast it may read from the repository; null where as fast as it can.</param>
public sealed record DownloadSettings(long? MaxBytesPerSecond)
{
    /// <summary>The environment variable that counts more than device.json.</summary>
    public const string Variable = "SLIPWAY_MAX_BYTES_PER_S";

    private const long Slowest = 1_000;

    /// <summary>No limit.</summary>
    public static DownloadSettings Unlimited { get; } = new(MaxBytesPerSecond: null);

    /// <exception cref="FormatException">The rate is no integer, or below 1000.</exception>
    public static DownloadSettings FromJson(JsonFields download) => new(download.OptionalInteger("max_bytes_per_s", Slowest));

    /// <summary>These settings with what the environment says instead.</summary>
    /// <param name="text">The variable; null or empty changes nothing.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: it is not a rate.</exception>
    public DownloadSettings With(string? text) =>
        string.IsNullOrEmpty(text) ? this
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate >= Slowest ? new DownloadSettings(rate)
        : throw new DeviceException(DeviceFailure.Configuration, $"{Variable} is '{text}': expected an integer from {Slowest}, in bytes per second.");
}
