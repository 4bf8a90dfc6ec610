using System.Text.Json.Nodes;

namespace Slipway.Agent.Device;

/// <summary>The latest time that verified metadata proved, for devices whose clock starts in 1970 (ATTACKS K1).</summary>
public sealed class TimeFloor(DeviceLayout layout)
{
    private const string Format = "slipway-time/1";

    /// <summary>The later of what the system's clock says and the floor.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: the file is damaged.</exception>
    public DateTimeOffset LaterOf(DateTimeOffset now) => Read() is { } floor && floor > now ? floor : now;

    /// <summary>Lifts the floor to what verified metadata proves, or leaves it where it is later.</summary>
    public async Task LiftAsync(DateTimeOffset proven, CancellationToken cancellation)
    {
        if (Read() is not { } floor || floor < proven)
        {
            await StateFile.WriteAsync(layout.TimeFloor, Format, new JsonObject { ["unix_s"] = proven.ToUnixTimeSeconds() }, cancellation);
        }
    }

    /// <summary>Takes the floor away: whoever lifted it is not believed any more.</summary>
    public void Drop() => StateFile.Delete(layout.TimeFloor);

    private DateTimeOffset? Read() =>
        StateFile.Read<object>(
            layout.TimeFloor,
            Format,
            json => DateTimeOffset.FromUnixTimeSeconds(json.Integer("unix_s", 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))) as DateTimeOffset?;
}
