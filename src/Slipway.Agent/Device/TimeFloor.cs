using System.Text.Json.Nodes;

namespace Slipway.Agent.Device;

/// <summary>The latest time that verified metadata proved, for devices whose clock starts in 1970 (ATTACKS K1).</summary>
public sealed class TimeFloor(DeviceLayout layout)
{
    private const string Format = "slipway-time/1";

    /// <summary>The later of the system's clock and the floor. Taken once per run.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: the file is damaged.</exception>
    public DateTimeOffset Now(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return Read() is { } floor && floor > now ? floor : now;
    }

    /// <summary>Lifts the floor to what a verified timestamp says, or leaves it where it is later.</summary>
    public async Task LiftAsync(DateTimeOffset signedAt, CancellationToken cancellation)
    {
        if (Read() is not { } floor || floor < signedAt)
        {
            await StateFile.WriteAsync(layout.TimeFloor, Format, new JsonObject { ["unix_s"] = signedAt.ToUnixTimeSeconds() }, cancellation);
        }
    }

    private DateTimeOffset? Read() =>
        StateFile.Read<object>(
            layout.TimeFloor,
            Format,
            json => DateTimeOffset.FromUnixTimeSeconds(json.Integer("unix_s", 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))) as DateTimeOffset?;
}
