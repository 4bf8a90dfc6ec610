using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>Trust in a role for some paths (TUF §4.5 DELEGATIONS).</summary>
public sealed class DelegatedRole
{
    private readonly ImmutableArray<PathPattern> _paths;
    private readonly ImmutableArray<string> _hashPrefixes;

    private DelegatedRole(RoleKeys keys, ImmutableArray<PathPattern> paths, ImmutableArray<string> hashPrefixes, bool isTerminating)
    {
        Keys = keys;
        _paths = paths;
        _hashPrefixes = hashPrefixes;
        IsTerminating = isTerminating;
    }

    /// <summary>Trusts <paramref name="keys"/> for <paramref name="paths"/>, and asks no other role about those paths.</summary>
    public DelegatedRole(RoleKeys keys, params ImmutableArray<PathPattern> paths)
        : this(keys, paths, [], isTerminating: true)
    {
    }

    /// <summary>The role's name.</summary>
    public string Name => Keys.Role;

    /// <summary>Who may sign for it.</summary>
    public RoleKeys Keys { get; }

    /// <summary>Whether the search ends here for paths that match, found or not (TUF §5.6.7.2.1).</summary>
    public bool IsTerminating { get; }

    /// <summary>Whether the role may list <paramref name="path"/>.</summary>
    public bool Covers(string path) =>
        _paths.Any(pattern => pattern.Matches(path)) || (_hashPrefixes.Length > 0 && CoversHash(path));

    /// <summary>The same paths, entrusted to other keys.</summary>
    public DelegatedRole With(RoleKeys keys) => new(keys, _paths, _hashPrefixes, IsTerminating);

    internal static ImmutableArray<DelegatedRole> ReadAll(JsonFields delegations)
    {
        var keys = RoleKeys.ReadKeys(delegations);
        var roles = delegations.Objects("roles").Select(role => FromJson(role, keys)).ToImmutableArray();
        return roles.DistinctBy(role => role.Name).Count() == roles.Length
            ? roles
            : throw delegations.Refuse("roles", "a list with a name twice", "each role once");
    }

    /// <summary>What delegations say besides, and keys that no role lists.</summary>
    internal static UnknownFields ReadExtensions(JsonFields delegations, ImmutableArray<DelegatedRole> roles) =>
        UnknownFields.Of(delegations, "keys", "roles").And("keys", RoleKeys.ReadOtherKeys(delegations, roles.Select(role => role.Keys)));

    internal static JsonObject WriteAll(ImmutableArray<DelegatedRole> delegations) => new()
    {
        ["keys"] = RoleKeys.WriteKeys(delegations.Select(role => role.Keys)),
        ["roles"] = new JsonArray([.. delegations.Select(role => (JsonNode)role.ToJson())]),
    };

    private static DelegatedRole FromJson(JsonFields json, IReadOnlyDictionary<string, Signing.VerificationKey> keys)
    {
        var name = json.Text("name");
        if (name is "" or RoleNames.Root or RoleNames.Timestamp or RoleNames.Snapshot or RoleNames.Targets)
        {
            throw json.Refuse("name", $"'{name}'", "a name that is not a top-level role's");
        }

        if (json.Has("paths") == json.Has("path_hash_prefixes"))
        {
            throw json.Refuse("paths", "given with path_hash_prefixes, or neither is", "one of the two");
        }

        return new DelegatedRole(
            RoleKeys.FromJson(name, json, keys, "name", "terminating", "paths", "path_hash_prefixes"),
            [.. json.OptionalTexts("paths").Select(pattern => new PathPattern(pattern))],
            [.. json.OptionalTexts("path_hash_prefixes")],
            json.Flag("terminating"));
    }

    private JsonObject ToJson()
    {
        var json = Keys.ToJson();
        json["name"] = Name;
        json["terminating"] = IsTerminating;
        var (field, values) = _hashPrefixes.IsEmpty ? ("paths", _paths.Select(path => path.ToString())) : ("path_hash_prefixes", _hashPrefixes);
        json[field] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
        return json;
    }

    private bool CoversHash(string path)
    {
        var hash = Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(path)).ToString();
        return _hashPrefixes.Any(prefix => hash.StartsWith(prefix, StringComparison.Ordinal));
    }
}
