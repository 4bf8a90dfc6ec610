using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>The root of trust: the keys of the four top-level roles (TUF §4.3).</summary>
public sealed record Root : Metadata
{
    private static readonly ImmutableArray<string> TopLevel = [RoleNames.Root, RoleNames.Timestamp, RoleNames.Snapshot, RoleNames.Targets];

    /// <inheritdoc/>
    public override string Type => RoleNames.Root;

    /// <summary>The keys of the four top-level roles, by role.</summary>
    public required ImmutableDictionary<string, RoleKeys> Roles { get; init; }

    /// <summary>Whether file names carry versions and digests. A root without it is read, and its files looked for under plain names.</summary>
    public bool HasConsistentSnapshots { get; init; } = true;

    /// <inheritdoc/>
    public override bool HasNestedExtensions =>
        Extensions.HasInside("roles") || Extensions.HasInside("keys") || Roles.Values.Any(role => !role.Extensions.IsEmpty);

    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    internal static Root FromJson(JsonFields signed)
    {
        RequireType(signed, RoleNames.Root);
        var keys = RoleKeys.ReadKeys(signed);
        var roles = signed.Object("roles");
        var trusted = TopLevel.ToImmutableDictionary(role => role, role => RoleKeys.FromJson(role, roles.Object(role), keys));
        return new Root
        {
            Version = ReadVersion(signed),
            Expires = ReadExpires(signed),
            Roles = trusted,
            HasConsistentSnapshots = signed.Flag("consistent_snapshot"),
            Extensions = ReadExtensions(signed, "keys", "roles", "consistent_snapshot")
                .And("roles", UnknownFields.Of(roles, TopLevel))
                .And("keys", RoleKeys.ReadOtherKeys(signed, trusted.Values)),
        };
    }

    /// <inheritdoc/>
    protected override void WriteTo(JsonObject json)
    {
        json["consistent_snapshot"] = HasConsistentSnapshots;
        json["keys"] = RoleKeys.WriteKeys(Roles.Values);
        json["roles"] = new JsonObject(Roles.Select(role => KeyValuePair.Create(role.Key, (JsonNode?)role.Value.ToJson())));
    }
}
