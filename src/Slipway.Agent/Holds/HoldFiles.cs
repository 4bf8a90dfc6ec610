using System.Text.Json.Nodes;
using Slipway.Agent.Device;
using Slipway.Json;

namespace Slipway.Agent.Holds;

/// <summary>Where holds lie: <c>state/hold.json</c>, which <c>slipway-agent hold</c> writes, and a plain file that the operator's own programs make and remove.</summary>
/// <remarks>What cannot be read holds: whoever put it there wanted no update.</remarks>
public sealed class HoldFiles(DeviceLayout layout)
{
    /// <summary>The longest reason that is shown, in characters.</summary>
    public const int MaxReasonLength = 200;

    private const string Format = "slipway-hold/1";

    /// <summary>Whether the operator's own file is there, which no command of the agent removes.</summary>
    public bool IsHeldByFile => Path.Exists(layout.HoldFile);

    /// <summary>What holds now; null when nothing does.</summary>
    public Hold? Find(DateTimeOffset time)
    {
        if (IsHeldByFile)
        {
            return new Hold(ReadReason(), Until: null);
        }

        return ReadRecord() is { } hold && !(hold.Until <= time) ? hold : null;
    }

    /// <summary>Holds updates. Durable when it returns.</summary>
    public Task SetAsync(Hold hold, CancellationToken cancellation) =>
        StateFile.WriteAsync(layout.HoldRecord, Format, new JsonObject { ["reason"] = hold.Reason, ["until"] = hold.Until?.ToUnixTimeSeconds() }, cancellation);

    /// <summary>Ends what <see cref="SetAsync"/> began, also where its file is damaged.</summary>
    public void Clear() => StateFile.Delete(layout.HoldRecord);

    /// <summary>A reason as it is kept and shown: one line, of bounded length; null when nothing is left of it.</summary>
    public static string? Printable(string? text) => PlainLine.Of(text, MaxReasonLength);

    private Hold? ReadRecord()
    {
        try
        {
            return StateFile.Read(layout.HoldRecord, Format, FromJson);
        }
        catch (Exception damaged) when (damaged is DeviceException or IOException or UnauthorizedAccessException)
        {
            return new Hold($"{layout.HoldRecord} cannot be read; 'slipway-agent release' removes it", Until: null);
        }
    }

    private string? ReadReason()
    {
        try
        {
            using var file = new StreamReader(layout.HoldFile);
            var start = new char[MaxReasonLength + 1];
            return Printable(new string(start, 0, file.ReadBlock(start)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Hold FromJson(JsonFields json) => new(
        Printable(json.OptionalText("reason")),
        json.OptionalInteger("until", 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()) is { } end ? DateTimeOffset.FromUnixTimeSeconds(end) : null);
}
