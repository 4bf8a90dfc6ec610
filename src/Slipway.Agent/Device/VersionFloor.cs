using System.Text.Json.Nodes;
using Slipway.Bundles;

namespace Slipway.Agent.Device;

/// <summary>The highest <c>min_secure_version</c> of any verified offer. No update and no pull-back goes below it, and nothing lowers it.</summary>
public sealed class VersionFloor(DeviceLayout layout)
{
    private const string Format = "slipway-floor/1";

    /// <summary>The floor; null while no offer has named one.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: the file is damaged.</exception>
    public SemanticVersion? Read() => StateFile.Read(layout.Floor, Format, json => SemanticVersion.Parse(json.Text("version")));

    /// <summary>Lifts the floor to <paramref name="minSecure"/>, or leaves it where it is higher (ATTACKS D2).</summary>
    public async Task LiftAsync(SemanticVersion minSecure, CancellationToken cancellation)
    {
        if (Read() is not { } floor || floor < minSecure)
        {
            await StateFile.WriteAsync(layout.Floor, Format, new JsonObject { ["version"] = minSecure.ToString() }, cancellation);
        }
    }
}
