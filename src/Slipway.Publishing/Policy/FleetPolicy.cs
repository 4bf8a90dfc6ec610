using Slipway.Json;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.Gates;

namespace Slipway.Publishing.Policy;

/// <summary>Who knows the devices: <c>fleet</c> in slipway.json.</summary>
/// <param name="Url">The service, or a file beside slipway.json.</param>
public sealed record FleetPolicy(FleetAddress Url)
{
    /// <summary>Where the token is that the service wants, or null.</summary>
    public GateToken? Token { get; init; }

    /// <exception cref="FormatException">A field is unknown, missing or of another kind.</exception>
    internal static FleetPolicy FromJson(JsonFields json)
    {
        json.RequireOnly("url", "token");
        return new FleetPolicy(json.Text("url", FleetAddress.Parse))
        {
            Token = json.Has("token") ? json.Text("token", GateToken.Parse) : null,
        };
    }
}
