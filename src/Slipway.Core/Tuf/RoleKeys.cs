using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Tuf;

/// <summary>The keys that may sign for a role, and how many of them must. This is the product's one threshold check.</summary>
/// <remarks>
/// Key ids are labels that a repository chooses: they find a key, and prove nothing. What counts is the key itself, so that
/// one key under two ids, or two signatures by one key, count once (ATTACKS A11).
/// </remarks>
public sealed class RoleKeys
{
    private readonly ImmutableArray<(KeyId Id, VerificationKey Key)> _keys;

    private RoleKeys(string role, ImmutableArray<(KeyId Id, VerificationKey Key)> keys, int threshold)
    {
        Role = role;
        Threshold = threshold;
        _keys = keys;
    }

    /// <exception cref="ArgumentException">A key is repeated, or <paramref name="threshold"/> cannot be met by these keys.</exception>
    public RoleKeys(string role, IEnumerable<VerificationKey> keys, int threshold)
        : this(role, [.. keys.Select(key => (key.Id, key))], threshold)
    {
        ArgumentException.ThrowIfNullOrEmpty(role);
        if (Keys.Distinct().Count() != _keys.Length)
        {
            throw new ArgumentException("A role lists each key once.", nameof(keys));
        }

        if (threshold < 1 || threshold > _keys.Length)
        {
            throw new ArgumentException($"A threshold of {threshold} cannot be met by {_keys.Length} key(s).", nameof(threshold));
        }
    }

    /// <summary>The role's name.</summary>
    public string Role { get; }

    /// <summary>How many distinct keys must have signed.</summary>
    public int Threshold { get; }

    /// <summary>The role's keys.</summary>
    public IEnumerable<VerificationKey> Keys => _keys.Select(entry => entry.Key);

    /// <summary>Fields that this version does not know. They are kept when the role is written again.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    /// <summary>Whether both name the same keys and threshold: if not, the role was rotated.</summary>
    public bool HasSameKeys(RoleKeys other) => Threshold == other.Threshold && Keys.ToHashSet().SetEquals(other.Keys);

    /// <summary>Counts the role's keys that signed. Refuses nothing: for display. <see cref="Require"/> decides.</summary>
    public SignatureTally Tally(UnverifiedMetadata metadata)
    {
        // Walk the keys, not the signatures: a signature given twice, or made by a key that
        // this role does not list, then has no way to be counted.
        var signedBy = _keys.Where(entry => HasSigned(entry.Id, entry.Key, metadata)).Select(entry => entry.Key).ToHashSet();
        return new SignatureTally(Threshold, [.. signedBy], [.. Keys.Where(key => !signedBy.Contains(key)).Distinct()]);
    }

    /// <summary>Refuses <paramref name="metadata"/> unless enough of the role's keys signed it (TUF §5.3.4, §5.4.2, §5.5.3, §5.6.3).</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.ThresholdNotMet"/>.</exception>
    public void Require(UnverifiedMetadata metadata)
    {
        var tally = Tally(metadata);
        if (!tally.IsMet)
        {
            throw new TrustException(
                TrustFailure.ThresholdNotMet,
                metadata.Role,
                $"The {metadata.Role} metadata has {tally.SignedBy.Length} of the {Threshold} signatures it needs.")
            {
                Hint = $"Not signed by: {string.Join(", ", tally.NotSignedBy.Select(key => key.Id))}.",
            };
        }
    }

    /// <summary>Reads <c>keyids</c> and <c>threshold</c>, and looks the keys up in <paramref name="keys"/>.</summary>
    /// <remarks>An id without a key is ignored: nobody can sign with it. If too few keys remain, the threshold is never met.</remarks>
    /// <param name="role">The role's name.</param>
    /// <param name="json">The object that has both fields.</param>
    /// <param name="keys">The keys by id.</param>
    /// <param name="known">The fields that the caller reads from the same object.</param>
    /// <exception cref="FormatException">A key id is repeated, or the threshold is below 1.</exception>
    internal static RoleKeys FromJson(string role, JsonFields json, IReadOnlyDictionary<string, VerificationKey> keys, params ReadOnlySpan<string> known)
    {
        var ids = json.Texts("keyids");
        if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Count)
        {
            throw json.Refuse("keyids", "a list with repetitions", "each id once");
        }

        var entries = ids.Where(keys.ContainsKey).Select(id => (KeyId.Parse(id), keys[id]));
        return new RoleKeys(role, [.. entries], (int)json.Integer("threshold", 1, int.MaxValue))
        {
            Extensions = UnknownFields.Of(json, ["keyids", "threshold", .. known]),
        };
    }

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["keyids"] = new JsonArray([.. _keys.Select(entry => (JsonNode)entry.Id.ToString())]),
            ["threshold"] = Threshold,
        };
        Extensions.AddTo(json);
        return json;
    }

    /// <summary>The key objects by id, for the <c>keys</c> of a root or of delegations.</summary>
    internal static JsonObject WriteKeys(IEnumerable<RoleKeys> roles)
    {
        var json = new JsonObject();
        foreach (var (id, key) in roles.SelectMany(role => role._keys))
        {
            json[id.ToString()] = key.ToJson();
        }

        return json;
    }

    /// <summary>The key objects that none of <paramref name="roles"/> lists: a role that this version does not know may.</summary>
    internal static UnknownFields ReadOtherKeys(JsonFields json, IEnumerable<RoleKeys> roles) =>
        UnknownFields.Of(json.Object("keys"), roles.SelectMany(role => role._keys).Select(entry => entry.Id.ToString()).ToHashSet());

    internal static Dictionary<string, VerificationKey> ReadKeys(JsonFields json)
    {
        var keys = json.Object("keys");
        return keys.Names.ToDictionary(id => id, id => VerificationKey.FromJson(keys.Object(id)), StringComparer.Ordinal);
    }

    private static bool HasSigned(KeyId id, VerificationKey key, UnverifiedMetadata metadata) =>
        metadata.Signatures.Any(signature => signature.KeyId == id && key.Verify(metadata.SignedBytes, signature.Bytes.AsSpan()));
}
