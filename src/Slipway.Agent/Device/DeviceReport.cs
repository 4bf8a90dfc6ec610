using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;
using Slipway.Storage;

namespace Slipway.Agent.Device;

/// <summary>What the last update did, or is doing.</summary>
/// <param name="Status">Where it is.</param>
/// <param name="Progress">How much of it is done, 0 to 100.</param>
/// <param name="Reason">The stable reason code.</param>
/// <param name="Message">One sentence for a person.</param>
/// <param name="Target">The version it is about; null when it never came to one.</param>
/// <param name="At">When this was written.</param>
public sealed record DeviceReport(OtaStatus Status, int Progress, string Reason, string Message, SemanticVersion? Target, DateTimeOffset At)
{
    private const string Format = "slipway-last-report/1";

    /// <summary>The last report; null before the first, and when it is damaged: it informs, nothing is decided by it, and it must hide no refusal.</summary>
    public static DeviceReport? Read(DeviceLayout layout)
    {
        try
        {
            return StateFile.Read(layout.Report, Format, FromJson);
        }
        catch (Exception damaged) when (damaged is DeviceException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces the last report, durably, where that can be done: a disk that takes no report must stop neither an update nor a rollback.</summary>
    public async Task WriteAsync(DeviceLayout layout, StepLog log, CancellationToken cancellation)
    {
        try
        {
            await StateFile.WriteAsync(layout.Report, Format, ToJson(), cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Say($"the report could not be written: {failure.Message}");
        }
    }

    /// <summary>Replaces the last report in one step, but without waiting for the disk.</summary>
    internal void TryWriteVolatile(DeviceLayout layout)
    {
        var temporary = Path.Combine(layout.State, $"{AtomicFile.TemporaryPrefix}progress");
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(StateFile.Encode(Format, ToJson()));
            }

            File.Move(temporary, layout.Report, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The download itself will say that the disk is full.
        }
    }

    private static DeviceReport FromJson(JsonFields json) => new(
        ReadStatus(json),
        (int)json.Integer("progress", 0, 100),
        json.Text("reason"),
        json.Text("message"),
        json.OptionalText("target_version") is { } version ? SemanticVersion.Parse(version) : null,
        DateTimeOffset.FromUnixTimeSeconds(json.Integer("at", 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds())));

    private JsonObject ToJson() => new()
    {
        ["ota_status"] = Status.ToString().ToLowerInvariant(),
        ["progress"] = (long)Progress,
        ["reason"] = Reason,
        ["message"] = Message,
        ["target_version"] = Target?.ToString(),
        ["at"] = At.ToUnixTimeSeconds(),
    };

    private static OtaStatus ReadStatus(JsonFields json) => json.Text("ota_status") switch
    {
        "idle" => OtaStatus.Idle,
        "updating" => OtaStatus.Updating,
        "completed" => OtaStatus.Completed,
        "failed" => OtaStatus.Failed,
        var other => throw json.Refuse("ota_status", $"'{other}'", "idle, updating, completed or failed"),
    };
}
