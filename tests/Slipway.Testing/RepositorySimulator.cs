using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Testing;

/// <summary>A TUF repository in memory, with the roles of docs/formats.md and all of its private keys.</summary>
/// <remarks>
/// Honest use is <see cref="Change"/> or <see cref="AddTarget"/>, then <see cref="Publish"/>. An attack changes one thing:
/// a model property before <see cref="Write"/>, a file in <see cref="Files"/>, or an answer in <see cref="Answers"/>.
/// </remarks>
public sealed class RepositorySimulator : IRepositorySource
{
    private ImmutableHashSet<Ed25519PrivateKey> _rootSigners = [];

    public RepositorySimulator()
    {
        foreach (var role in (string[])[RoleNames.Root, RoleNames.Targets, "stable"])
        {
            Keys.Make(role, count: 3, threshold: 2);
        }

        foreach (var role in (string[])[RoleNames.Snapshot, RoleNames.Timestamp, "releases", "canary", "beta", "rollout"])
        {
            Keys.Make(role);
        }

        Root = new Root { Version = 1, Expires = In(365), Roles = TopLevel.ToImmutableDictionary(role => role, Keys.PublicHalf) };
        foreach (var (role, days) in ((string, int)[])[("releases", 90), ("canary", 14), ("beta", 30), ("stable", 90), ("rollout", 7)])
        {
            Roles[role] = new Targets { Version = 1, Expires = In(days) };
        }

        Targets = new Targets { Version = 1, Expires = In(365), Delegations = [.. Roles.Keys.Select(DelegationTo)] };
        Snapshot = new Snapshot { Version = 0, Expires = In(7), Files = ImmutableDictionary<string, MetadataFile>.Empty };
        Timestamp = new Timestamp { Version = 0, Expires = In(3), Snapshot = new MetadataFile(1, null, null), SignedAt = Time };
        TrustAnchor = Write(RoleNames.Root, Root);
        Publish();
    }

    /// <summary>When everything was signed.</summary>
    public static DateTimeOffset Time { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static ImmutableArray<string> TopLevel { get; } = [RoleNames.Root, RoleNames.Timestamp, RoleNames.Snapshot, RoleNames.Targets];

    /// <summary>The first root, as it comes with a device.</summary>
    public byte[] TrustAnchor { get; }

    public RepositoryKeys Keys { get; } = new();

    public Root Root { get; set; }

    public Targets Targets { get; set; }

    /// <summary>The delegated roles by name.</summary>
    public SortedDictionary<string, Targets> Roles { get; } = new(StringComparer.Ordinal);

    public Snapshot Snapshot { get; set; }

    public Timestamp Timestamp { get; set; }

    /// <summary>What is served, by the path that is asked for.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths that are answered in another way: a null stream is "not there", a throw is a broken server.</summary>
    public Dictionary<string, Func<Stream?>> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes a role's signed part in ways that the model cannot express, before it is signed.</summary>
    public Action<string, JsonObject>? BeforeSigning { get; set; }

    /// <summary>Whether files are served with tags, so that "unchanged" can be the answer.</summary>
    public bool HasTags { get; set; }

    /// <summary>Every path that was asked for, in order; with " unchanged" behind it where that was the answer.</summary>
    public List<string> Requests { get; } = [];

    public static DateTimeOffset In(int days) => Time.AddDays(days);

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Requests.Add(path);
        var stream = Answers.TryGetValue(path, out var answer) ? answer()
            : Files.TryGetValue(path, out var bytes) ? new MemoryStream(bytes, writable: false)
            : null;
        return Task.FromResult(stream);
    }

    public async Task<TaggedFile> OpenTaggedAsync(string path, string? knownTag, CancellationToken cancellation)
    {
        var content = await OpenAsync(path, cancellation);
        var tag = HasTags && Files.TryGetValue(path, out var bytes) ? $"\"{Sha256Digest.Of(bytes)}\"" : null;
        if (tag is null || tag != knownTag)
        {
            return new TaggedFile(content, tag);
        }

        Requests[^1] += " unchanged";
        return new TaggedFile(Content: null, tag, IsUnchanged: true);
    }

    /// <summary>Changes a role and counts its version up.</summary>
    public void Change(string role, Func<Targets, Targets> change)
    {
        if (role == RoleNames.Targets)
        {
            Targets = change(Targets) with { Version = Targets.Version + 1 };
            return;
        }

        Roles[role] = change(Roles[role]) with { Version = Roles[role].Version + 1 };
    }

    /// <summary>Serves a file and lets a role list it.</summary>
    public TargetFile AddTarget(string role, string path, byte[] content)
    {
        var file = new TargetFile(path, content.Length, Sha256Digest.Of(content));
        Files[Escape(file.RepositoryPath)] = content;
        Change(role, targets => targets with { Files = targets.Files.SetItem(path, file) });
        return file;
    }

    /// <summary>A role of its own keys below <paramref name="parent"/>, and the delegation to it.</summary>
    public void AddRole(string parent, string role, string pattern)
    {
        Keys.Make(role);
        Roles[role] = new Targets { Version = 1, Expires = In(90) };
        Change(parent, targets => targets with { Delegations = targets.Delegations.Add(new DelegatedRole(Keys.PublicHalf(role), new PathPattern(pattern))) });
    }

    /// <summary>Signs and serves all roles, a new snapshot and a new timestamp.</summary>
    public void Publish()
    {
        PublishRoles();
        PublishSnapshot();
        PublishTimestamp();
    }

    /// <summary>Signs all roles, and lets <see cref="Snapshot"/> describe them.</summary>
    public void PublishRoles()
    {
        var files = Snapshot.Files;
        foreach (var (role, targets) in Roles.Append(new(RoleNames.Targets, Targets)))
        {
            var bytes = Write(role, targets);
            files = files.SetItem(RoleNames.FileOf(role), new MetadataFile(targets.Version, bytes.Length, FileHashes.Of(Sha256Digest.Of(bytes))));
        }

        Snapshot = Snapshot with { Version = Snapshot.Version + 1, Files = files };
    }

    /// <summary>Signs <see cref="Snapshot"/> as it is, and lets <see cref="Timestamp"/> describe it.</summary>
    public void PublishSnapshot()
    {
        var bytes = Write(RoleNames.Snapshot, Snapshot);
        Timestamp = Timestamp with
        {
            Version = Timestamp.Version + 1,
            Snapshot = new MetadataFile(Snapshot.Version, bytes.Length, FileHashes.Of(Sha256Digest.Of(bytes))),
        };
    }

    /// <summary>Signs <see cref="Timestamp"/> as it is.</summary>
    public byte[] PublishTimestamp() => Write(RoleNames.Timestamp, Timestamp);

    /// <summary>Signs the next root with the keys of the last one and its own.</summary>
    public byte[] PublishRoot()
    {
        Root = Root with { Version = Root.Version + 1, Roles = TopLevel.ToImmutableDictionary(role => role, Keys.PublicHalf) };
        return Write(RoleNames.Root, Root);
    }

    /// <summary>Signs metadata with all keys of its role, and serves it where clients look for it.</summary>
    public byte[] Write(string role, Metadata metadata)
    {
        IEnumerable<Ed25519PrivateKey> signers = Keys[role];
        if (role == RoleNames.Root)
        {
            signers = _rootSigners.Union(signers);
            _rootSigners = [.. Keys[role]];
        }

        var signed = metadata.ToJson();
        BeforeSigning?.Invoke(role, signed);
        return Serve(role, metadata.Version, Sign(signed, [.. signers]));
    }

    /// <summary>Serves bytes as a role's file.</summary>
    public byte[] Serve(string role, long version, byte[] bytes)
    {
        Files[PathOf(role, version)] = bytes;
        return bytes;
    }

    /// <summary>Where clients look for a role's file.</summary>
    public static string PathOf(string role, long version) =>
        role == RoleNames.Timestamp ? "metadata/timestamp.json" : $"metadata/{version}.{Uri.EscapeDataString(role)}.json";

    /// <summary>A role's file: any signed part, signed by anybody.</summary>
    public static byte[] Sign(JsonObject signed, params Ed25519PrivateKey[] signers) => CanonicalJson.EncodeFile(new JsonObject
    {
        ["signed"] = signed.DeepClone(),
        ["signatures"] = new JsonArray([.. signers.Select(signer => SignatureBy(signer, signed))]),
    });

    /// <summary>The signature object that a key adds to a file.</summary>
    public static JsonNode SignatureBy(Ed25519PrivateKey signer, JsonObject signed) => new JsonObject
    {
        ["keyid"] = signer.PublicKey.Id.ToString(),
        ["sig"] = Convert.ToHexStringLower(signer.Sign(CanonicalJson.Encode(signed))),
    };

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private DelegatedRole DelegationTo(string role) => role switch
    {
        "releases" => new(Keys.PublicHalf(role), new PathPattern("releases/*/*/*")),
        "rollout" => new(Keys.PublicHalf(role), new PathPattern("rollout/*")),
        _ => new(Keys.PublicHalf(role), new PathPattern($"{role}/*"), new PathPattern($"{role}/*/*")),
    };
}
