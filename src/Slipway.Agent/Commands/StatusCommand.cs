using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent status</c>: the device record, for programs and for people.</summary>
internal static class StatusCommand
{
    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var configuration = host.ReadConfiguration();
        var deviceId = await host.ReadDeviceIdAsync(configuration, cancellation);
        var record = new DeviceRecord(host.Layout, configuration, deviceId, host.Clock.GetUtcNow()).Describe();
        await host.Output.WriteLineAsync(host.IsJson ? IndentedJson.EncodeText(record) : string.Join('\n', record.SelectMany(field => Lines(field.Key, field.Value))));
        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(string name, JsonNode? value) => value switch
    {
        null => [],
        JsonArray values => values.Select(item => Line(name, item is JsonObject release ? Describe(release) : item!.ToString())),
        JsonObject switching => [Line(name, $"{switching["phase"]} from {switching["from"]?.ToString() ?? "nothing"} to {switching["to"]}")],
        _ => [Line(name, value.ToString())],
    };

    private static string Line(string name, string text) => $"{name.Replace('_', ' '),-16} {text}";

    private static string Describe(JsonObject release)
    {
        var onAir = release["on_air_s"] is { } seconds ? $", on the air {seconds.GetValue<double>().ToString("0.0", CultureInfo.InvariantCulture)} s" : "";
        return $"{release["version"]} since {release["at"]}{onAir}: {release["reason"]}";
    }
}
