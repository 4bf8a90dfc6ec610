using System.Text.Json.Nodes;
using Slipway.Agent.Device;
using Slipway.Agent.Holds;

namespace Slipway.Agent.Commands;

/// <summary>The device record (REQUIREMENTS C10). Read without a lock while an update may run: each file is whole, and one that is damaged is named and hides no other.</summary>
internal sealed class DeviceRecord(DeviceLayout layout, DeviceConfiguration configuration, string deviceId, DateTimeOffset now)
{
    private const string NothingInstalled = "0.0.0";

    private readonly InstalledVersions _installed = new(layout);
    private readonly SortedSet<string> _damaged = new(StringComparer.Ordinal);

    public JsonObject Describe()
    {
        var record = new JsonObject
        {
            ["device_id"] = deviceId,
            ["organization"] = configuration.Organization.ToString(),
            ["product"] = configuration.Product.ToString(),
            ["rid"] = configuration.Runtime.ToString(),
            ["channel"] = configuration.Channel.ToString(),
            ["current_version"] = Try(layout.Current, () => _installed.Current)?.Version.ToString() ?? NothingInstalled,
            ["previous_version"] = Try(layout.Previous, () => _installed.Previous)?.Version.ToString(),
        };
        AddReport(record, Try(layout.Report, ReadReport));
        record["quarantine"] = new JsonArray([.. Try(layout.Quarantine, ReadQuarantine) ?? []]);
        record["under_way"] = Try(layout.Journal, () => new Journal(layout).Read()) is { } entry ? Describe(entry) : null;
        record["held"] = Try(layout.HoldRecord, () => new HoldFiles(layout).Find(new TimeFloor(layout).LaterOf(now)))?.Explain();
        record["maintenance"] = configuration.Maintenance?.Explain(now);
        record["floor"] = Try(layout.Floor, () => new VersionFloor(layout).Read())?.ToString();
        record["unsent_reports"] = (long)(Try(layout.Outbox, () => new Outbox(layout).List())?.Count ?? 0);
        record["agent_version"] = AgentVersion.Text;
        record["damaged"] = new JsonArray([.. _damaged.Select(JsonNode? (file) => file)]);
        return record;
    }

    private T? Try<T>(string file, Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception damage) when (damage is DeviceException or IOException or UnauthorizedAccessException)
        {
            _damaged.Add(Path.GetRelativePath(layout.Base, file));
            return null;
        }
    }

    /// <summary>A report that is there and is none is damaged: whoever reads it to update goes on without.</summary>
    private DeviceReport? ReadReport() =>
        DeviceReport.Read(layout) ?? (File.Exists(layout.Report) ? throw new IOException($"{layout.Report} is damaged.") : null);

    private JsonNode?[] ReadQuarantine() => [.. new Quarantine(layout).Read().Select(Describe)];

    private static void AddReport(JsonObject record, DeviceReport? report)
    {
        record["target_version"] = report?.Target?.ToString();
        record["ota_status"] = (report?.Status ?? OtaStatus.Idle).ToString().ToLowerInvariant();
        record["progress"] = (long)(report?.Progress ?? 0);
        record["reason"] = report?.Reason;
        record["message"] = report?.Message;
        record["last_update_at"] = report is null ? null : IsoTime.Format(report.At);
    }

    private static JsonObject Describe(QuarantinedRelease release) => new()
    {
        ["version"] = release.Version.ToString(),
        ["manifest_sha256"] = release.Digest.ToString(),
        ["at"] = IsoTime.Format(release.At),
        ["reason"] = release.Reason,
        ["on_air_s"] = release.OnAir is { } time ? Math.Round(time.TotalSeconds, 1) : null,
    };

    private static JsonObject Describe(JournalEntry entry) => new()
    {
        ["phase"] = entry.ToJson()["phase"]!.DeepClone(),
        ["from"] = entry.From?.Version.ToString(),
        ["to"] = entry.To.Version.ToString(),
        ["attempts"] = (long)entry.Attempts,
    };
}
