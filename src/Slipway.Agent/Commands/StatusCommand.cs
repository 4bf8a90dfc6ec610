using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Agent.Device;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent status</c>: the device record (REQUIREMENTS C10), for programs and for people.</summary>
internal static class StatusCommand
{
    private const string NothingInstalled = "0.0.0";

    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var configuration = host.ReadConfiguration();
        var record = Describe(host.Layout, configuration, await host.ReadDeviceIdAsync(configuration, cancellation));
        await host.Output.WriteLineAsync(host.IsJson ? IndentedJson.EncodeText(record) : ToText(record));
        return ExitCode.Done;
    }

    private static JsonObject Describe(DeviceLayout layout, DeviceConfiguration configuration, string deviceId)
    {
        var installed = new InstalledVersions(layout);
        var report = DeviceReport.Read(layout);
        return new JsonObject
        {
            ["device_id"] = deviceId,
            ["organization"] = configuration.Organization.ToString(),
            ["product"] = configuration.Product.ToString(),
            ["rid"] = configuration.Runtime.ToString(),
            ["channel"] = configuration.Channel.ToString(),
            ["current_version"] = installed.Current?.Version.ToString() ?? NothingInstalled,
            ["previous_version"] = installed.Previous?.Version.ToString(),
            ["target_version"] = report?.Target?.ToString(),
            ["ota_status"] = (report?.Status ?? OtaStatus.Idle).ToString().ToLowerInvariant(),
            ["progress"] = (long)(report?.Progress ?? 0),
            ["reason"] = report?.Reason,
            ["message"] = report?.Message,
            ["last_update_at"] = report is null ? null : Iso(report.At),
            ["quarantine"] = new JsonArray([.. new Quarantine(layout).Read().Select(JsonNode? (release) => Describe(release))]),
            ["agent_version"] = AgentVersion.Text,
        };
    }

    private static JsonObject Describe(QuarantinedRelease release) => new()
    {
        ["version"] = release.Version.ToString(),
        ["manifest_sha256"] = release.Digest.ToString(),
        ["at"] = Iso(release.At),
        ["reason"] = release.Reason,
        ["on_air_s"] = release.OnAir is { } time ? Math.Round(time.TotalSeconds, 1) : null,
    };

    private static string ToText(JsonObject record)
    {
        var lines = record
            .Where(field => field.Value is not null and not JsonArray)
            .Select(field => $"{field.Key.Replace('_', ' '),-16} {field.Value}");
        var quarantine = record["quarantine"]!.AsArray().Select(release =>
            $"{"quarantine",-16} {release!["version"]} since {release["at"]}{OnAir(release)}: {release["reason"]}");
        return string.Join('\n', [.. lines, .. quarantine]);
    }

    private static string OnAir(JsonNode release) =>
        release["on_air_s"] is { } seconds ? $", on the air {seconds.GetValue<double>().ToString("0.0", CultureInfo.InvariantCulture)} s" : "";

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
