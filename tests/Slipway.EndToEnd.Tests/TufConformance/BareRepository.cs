using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Json;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>A repository of the four top-level roles, with one key each and without lengths or hashes in its metadata.</summary>
/// <remarks>
/// It is JSON, not the product's model: other tools write what that would refuse, or say otherwise. Change a role through the
/// indexer, then <see cref="Publish"/> it; an attack changes a version and calls <see cref="Write"/>, or changes <see cref="Files"/>.
/// </remarks>
internal sealed class BareRepository
{
    private readonly Dictionary<string, JsonObject> _signed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SigningKey>> _signers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _latest = new(StringComparer.Ordinal);

    public BareRepository()
    {
        var roles = new JsonObject();
        _signed[Root] = Create(Root, ("consistent_snapshot", true), ("keys", new JsonObject()), ("roles", roles));
        _signed[Targets] = Create(Targets, ("targets", new JsonObject()));
        _signed[Snapshot] = Create(Snapshot, ("meta", new JsonObject()));
        _signed[Timestamp] = Create(Timestamp, ("meta", new JsonObject()));
        foreach (var role in (string[])[Root, Targets, Snapshot, Timestamp])
        {
            roles[role] = new JsonObject { ["keyids"] = new JsonArray(), ["threshold"] = 1 };
            AddKey(role, SigningKey.Ed25519());
        }

        Publish(Root, Targets, Snapshot, Timestamp);
    }

    /// <summary>When everything was signed.</summary>
    public static DateTimeOffset Time { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Whether snapshot and timestamp state lengths and hashes from now on.</summary>
    public bool HasHashes { get; set; }

    /// <summary>What is served, by the path as it is in a request line, without the first slash.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The first root that is served.</summary>
    public byte[] InitialRoot => Files[PathOf(Root, 1)];

    /// <summary>The signed part of a role, to be changed.</summary>
    public JsonObject this[string role] => _signed[role];

    /// <summary>Where clients look for a role's file.</summary>
    public static string PathOf(string role, long version) =>
        role == Timestamp ? "metadata/timestamp.json" : $"metadata/{version}.{Uri.EscapeDataString(role)}.json";

    /// <summary>The keys that sign for a role; a lost or stolen one is taken out, or put in.</summary>
    public List<SigningKey> SignersOf(string role) => _signers.TryGetValue(role, out var signers) ? signers : _signers[role] = [];

    /// <summary>The file of a role that was served last.</summary>
    public byte[] Latest(string role) => _latest[role];

    public int VersionOf(string role) => (int)_signed[role]["version"]!;

    public void Expire(string role, DateTimeOffset time) => _signed[role]["expires"] = Format(time);

    /// <summary>What snapshot or timestamp says of a role's file.</summary>
    public JsonObject DescriptionOf(string role) => _signed[role == Snapshot ? Timestamp : Snapshot]["meta"]![FileOf(role)]!.AsObject();

    /// <summary>Counts the roles' versions up, signs and serves them in this order.</summary>
    public void Publish(params string[] roles)
    {
        foreach (var role in roles)
        {
            _signed[role]["version"] = VersionOf(role) + 1;
            Write(role);
        }
    }

    /// <summary>All roles but root.</summary>
    public void PublishTargets() => Publish([.. _signed.Keys.Except([Root, Snapshot, Timestamp]), Snapshot, Timestamp]);

    /// <summary>Signs and serves a role as it is, and describes it in the role above it.</summary>
    public void Write(string role)
    {
        var bytes = Sign(role, [.. SignersOf(role)]);
        Serve(role, bytes);
        if (role is not (Root or Timestamp))
        {
            _signed[role == Snapshot ? Timestamp : Snapshot]["meta"]![FileOf(role)] = Describe(VersionOf(role), bytes);
        }
    }

    /// <summary>Serves bytes as the newest file of a role.</summary>
    public void Serve(string role, byte[] bytes) => Files[PathOf(role, VersionOf(role))] = _latest[role] = bytes;

    /// <summary>Changes the newest file of a role as it lies on the server, for whatever its signatures then are worth.</summary>
    public void Tamper(string role, Action<JsonObject> change)
    {
        var file = JsonNode.Parse(_latest[role])!.AsObject();
        change(file);
        Serve(role, CanonicalJson.EncodeFile(file));
    }

    /// <summary>The file of a role as it is, with these signatures.</summary>
    public byte[] Sign(string role, params SigningKey[] signers) => CanonicalJson.EncodeFile(new JsonObject
    {
        ["signed"] = _signed[role].DeepClone(),
        ["signatures"] = new JsonArray([.. signers.Select(signer => signer.Sign(_signed[role]))]),
    });

    /// <summary>Trusts a key for a role, and signs with it.</summary>
    public void AddKey(string role, SigningKey key, string delegator = Root)
    {
        var (keys, trust) = TrustIn(role, delegator);
        keys[key.Id] = key.PublicHalf.DeepClone();
        trust["keyids"]!.AsArray().Add((JsonNode)key.Id);
        SignersOf(role).Add(key);
    }

    /// <summary>Trusts these keys and no others for a top-level role, and lets <paramref name="signers"/> sign.</summary>
    public void SetKeys(string role, int threshold, IEnumerable<SigningKey> keys, IEnumerable<SigningKey> signers)
    {
        TrustIn(role)["keyids"] = new JsonArray();
        foreach (var key in keys)
        {
            AddKey(role, key);
        }

        TrustIn(role)["threshold"] = threshold;
        _signers[role] = [.. signers];
    }

    /// <summary>One new key in place of a top-level role's.</summary>
    public void Rotate(string role)
    {
        var key = SigningKey.Ed25519();
        SetKeys(role, threshold: 1, [key], [key]);
    }

    /// <summary>The key ids and the threshold of a role.</summary>
    public JsonObject TrustIn(string role) => TrustIn(role, Root).Trust;

    /// <summary>Adds a delegation behind the others, with a key of its own, and the role if there is none of this name.</summary>
    public void Delegate(string parent, string role, string[] paths, bool isTerminating = false)
    {
        _signed[parent]["delegations"] ??= new JsonObject { ["keys"] = new JsonObject(), ["roles"] = new JsonArray() };
        _signed[parent]["delegations"]!["roles"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["name"] = role,
            ["keyids"] = new JsonArray(),
            ["threshold"] = 1,
            ["terminating"] = isTerminating,
            ["paths"] = new JsonArray([.. paths.Select(path => (JsonNode)path)]),
        });
        _signed.TryAdd(role, Create(Targets, ("targets", new JsonObject())));
        AddKey(role, SigningKey.Ed25519(), parent);
    }

    /// <summary>Serves a file under each of its digests, and lets a role list it.</summary>
    public void AddTarget(string role, string path, byte[] content, params string[] algorithms)
    {
        var hashes = new JsonObject();
        foreach (var algorithm in algorithms is [] ? ["sha256"] : algorithms)
        {
            var hash = Convert.ToHexStringLower(algorithm == "sha256" ? SHA256.HashData(content) : SHA512.HashData(content));
            hashes[algorithm] = hash;
            Files[TargetPath(path, hash)] = content;
        }

        _signed[role]["targets"]![path] = new JsonObject { ["length"] = content.Length, ["hashes"] = hashes };
    }

    /// <summary>Where clients look for a target with this digest.</summary>
    public static string TargetPath(string path, string hash)
    {
        var name = path.LastIndexOf('/') + 1;
        return "targets/" + string.Join('/', $"{path[..name]}{hash}.{path[name..]}".Split('/').Select(Uri.EscapeDataString));
    }

    private static JsonObject Create(string type, params (string Name, JsonNode Value)[] fields)
    {
        var signed = new JsonObject
        {
            ["_type"] = type,
            ["spec_version"] = "1.0.34",
            ["version"] = 0,
            ["expires"] = Format(Time.AddDays(30)),
        };
        foreach (var (name, value) in fields)
        {
            signed[name] = value;
        }

        return signed;
    }

    private static string Format(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private JsonObject Describe(int version, byte[] bytes)
    {
        var description = new JsonObject { ["version"] = version };
        if (HasHashes)
        {
            description["length"] = bytes.Length;
            description["hashes"] = new JsonObject { ["sha256"] = Sha256Digest.Of(bytes).ToString() };
        }

        return description;
    }

    private (JsonObject Keys, JsonObject Trust) TrustIn(string role, string delegator)
    {
        var where = delegator == Root ? _signed[Root] : _signed[delegator]["delegations"]!.AsObject();
        var trust = where["roles"] is JsonArray delegations
            ? delegations.Single(delegation => (string)delegation!["name"]! == role)!
            : where["roles"]![role]!;
        return (where["keys"]!.AsObject(), trust.AsObject());
    }
}
