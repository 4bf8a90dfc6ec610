using System.Collections.Immutable;
using Slipway.Json;
using Slipway.Publishing.Keys;

namespace Slipway.Publishing.Policy;

/// <summary>Who signs for a role, and for how long a signature counts.</summary>
/// <param name="Role">The role.</param>
/// <param name="Keys">References to its keys. Those that are not at hand are signed with elsewhere.</param>
/// <param name="Threshold">How many must sign.</param>
/// <param name="Lifetime">From signing to expiry.</param>
public sealed record RolePolicy(string Role, ImmutableArray<KeyReference> Keys, int Threshold, TimeSpan Lifetime)
{
    /// <summary>Whether its keys are at hand where releases are made, so that they sign without being asked: else each signature is somebody's decision.</summary>
    public bool IsOnline { get; init; } = DefaultRoles.IsOnline(Role);

    /// <exception cref="FormatException">A field is missing, of another kind or out of range.</exception>
    internal static RolePolicy FromJson(string role, JsonFields json)
    {
        json.RequireOnly("keys", "threshold", "expires", "online");
        var keys = json.Texts("keys", KeyReference.Parse).ToImmutableArray();
        if (keys.IsEmpty)
        {
            throw json.Refuse("keys", "empty", "at least one key reference such as file:keys/root.pem");
        }

        var threshold = (int)(json.OptionalInteger("threshold", 1, keys.Length) ?? 1);
        var lifetime = json.TextOr("expires", DurationText.Parse, DefaultRoles.LifetimeOf(role));
        return lifetime > TimeSpan.Zero
            ? new RolePolicy(role, keys, threshold, lifetime) { IsOnline = json.Has("online") ? json.Flag("online") : DefaultRoles.IsOnline(role) }
            : throw json.Refuse("expires", "0", "a duration such as 90d");
    }
}
