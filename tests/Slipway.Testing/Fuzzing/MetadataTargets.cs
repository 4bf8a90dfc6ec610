using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Tuf;

namespace Slipway.Testing.Fuzzing;

/// <summary>The readers of metadata: of whole files, and of signed parts that their roles' own keys have signed, so that reading goes on behind the signatures.</summary>
internal static class MetadataTargets
{
    private static readonly RepositorySimulator Repository = new();

    public static ImmutableArray<FuzzTarget> All { get; } =
    [
        new("metadata-file", [Repository.Files["metadata/timestamp.json"], Repository.TrustAnchor], ReadFile),
        Role(RoleNames.Root, WithOtherKeys(Repository.Root.ToJson()), ReadRoot),
        Role(RoleNames.Timestamp, Repository.Timestamp.ToJson(), ReadTimestamp),
        Role(RoleNames.Snapshot, Repository.Snapshot.ToJson(), ReadSnapshot),
        Role(RoleNames.Targets, WithPrefixes(Repository.Targets.ToJson()), ReadTargets),
        Role("stable", Listing(Repository.Roles["stable"].ToJson()), ReadStable),
    ];

    private static FuzzTarget Role(string role, JsonObject signed, Func<byte[], Metadata> read) => new(
        role,
        [CanonicalJson.EncodeFile(signed)],
        file => CanonicalJson.EncodeFile(read(RepositorySimulator.Sign(StrictJson.ParseObject(file), Repository.Keys[role])).ToJson()));

    private static byte[] ReadFile(byte[] file)
    {
        var metadata = UnverifiedMetadata.Parse(RoleNames.Timestamp, file);
        Repository.Keys.PublicHalf(RoleNames.Timestamp).Tally(metadata);
        return metadata.Bytes.ToArray();
    }

    private static Metadata ReadRoot(byte[] file)
    {
        var root = TrustedMetadata.StartFrom(file, RepositorySimulator.Time).Root;
        Start().UpdateRoot(RepositorySimulator.Sign(Next(root), Repository.Keys[RoleNames.Root]));
        return root;
    }

    private static JsonObject Next(Root root) => (root with { Version = Repository.Root.Version + 1 }).ToJson();

    private static Metadata ReadTimestamp(byte[] file)
    {
        var trusted = Start();
        trusted.UpdateTimestamp(file);
        return trusted.Timestamp!;
    }

    private static Metadata ReadSnapshot(byte[] file)
    {
        var trusted = Start();
        trusted.UpdateTimestamp(Sign(RoleNames.Timestamp, Repository.Timestamp with { Snapshot = new MetadataFile(Repository.Snapshot.Version, null, null) }));
        trusted.UpdateSnapshot(file);
        return trusted.Snapshot!;
    }

    private static Metadata ReadTargets(byte[] file)
    {
        var targets = WithSnapshotOf(RoleNames.Targets, Repository.Targets.Version).UpdateTargets(file);
        _ = targets.Delegations.Where(role => role.Covers("stable/linux-x64.json")).Select(role => role.Keys.Threshold).ToList();
        return targets;
    }

    private static Metadata ReadStable(byte[] file)
    {
        var targets = WithSnapshotOf("stable", Repository.Roles["stable"].Version)
            .UpdateDelegatedRole(file, Repository.Targets.Delegations.Single(role => role.Name == "stable"));
        _ = targets.Files.Values.Select(target => target.RepositoryPath).ToList();
        return targets;
    }

    private static TrustedMetadata WithSnapshotOf(string role, long version)
    {
        var files = Repository.Snapshot.Files.SetItem(RoleNames.FileOf(role), new MetadataFile(version, null, null));
        var trusted = Start();
        trusted.UpdateTimestamp(Sign(RoleNames.Timestamp, Repository.Timestamp with { Snapshot = new MetadataFile(Repository.Snapshot.Version, null, null) }));
        trusted.UpdateSnapshot(Sign(RoleNames.Snapshot, Repository.Snapshot with { Files = files }));
        return trusted;
    }

    private static TrustedMetadata Start() => TrustedMetadata.StartFrom(Repository.TrustAnchor, RepositorySimulator.Time);

    private static byte[] Sign(string role, Metadata metadata) => RepositorySimulator.Sign(metadata.ToJson(), Repository.Keys[role]);

    /// <summary>A root whose targets role lists keys of the other types, too, a key that nobody can use, and things of a later version.</summary>
    private static JsonObject WithOtherKeys(JsonObject root)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var keys = root["keys"]!.AsObject();
        keys["ecdsa"] = Key("ecdsa", "ecdsa-sha2-nistp256", ecdsa.ExportSubjectPublicKeyInfoPem());
        keys["rsa"] = Key("rsa", "rsassa-pss-sha256", rsa.ExportSubjectPublicKeyInfoPem());
        keys["later"] = Key("later", "later", "");
        foreach (var id in (string[])["ecdsa", "rsa", "later"])
        {
            root["roles"]![RoleNames.Targets]!["keyids"]!.AsArray().Add((JsonNode)id);
        }

        root["roles"]!["later"] = new JsonObject { ["keyids"] = new JsonArray("later"), ["threshold"] = 1L };
        root["x-later"] = new JsonObject { ["a"] = new JsonArray(1L, null) };
        return root;
    }

    private static JsonObject Key(string type, string scheme, string publicKey) =>
        new() { ["keytype"] = type, ["scheme"] = scheme, ["keyval"] = new JsonObject { ["public"] = publicKey }, ["x-owner"] = "@a" };

    private static JsonObject WithPrefixes(JsonObject targets)
    {
        var role = targets["delegations"]!["roles"]![0]!.AsObject();
        role.Remove("paths");
        role["path_hash_prefixes"] = new JsonArray("00", "ab");
        return targets;
    }

    private static JsonObject Listing(JsonObject targets)
    {
        targets["targets"]!["stable/linux-x64.json"] = new JsonObject
        {
            ["length"] = 7L,
            ["hashes"] = new JsonObject { ["sha256"] = new string('a', 64), ["sha512"] = new string('b', 128) },
            ["custom"] = new JsonObject { ["a"] = 1L },
        };
        return targets;
    }
}
