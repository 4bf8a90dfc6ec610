using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Health;
using Slipway.Json;
using Slipway.Signing;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Agent.Tests;

/// <summary>A repository in a folder, as a publisher makes it, signed by one key in every role.</summary>
internal sealed class TestRepository(string folder, Uri healthAddress) : IDisposable
{
    public static readonly RuntimeId Runtime = RuntimeId.Parse("linux-x64");

    private static readonly SegmentName Product = SegmentName.Parse("edge-agent");

    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();
    private Ed25519PrivateKey? _timestampKey;
    private int _rootVersion;
    private readonly Dictionary<string, Dictionary<string, TargetFile>> _roles = new()
    {
        ["releases"] = [],
        ["stable"] = [],
        ["rollout"] = [],
    };

    private readonly Dictionary<string, ReleaseReference> _releases = [];
    private int _version;

    public string Folder => folder;

    public Uri Address => new($"file://{folder}/");

    public string TrustAnchor => Path.Combine(folder, "metadata", "1.root.json");

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Roles that live for another time.</summary>
    public Dictionary<string, TimeSpan> Lifetimes { get; } = [];

    /// <summary>What the timestamp says of when it was signed.</summary>
    public DateTimeOffset? SignedAt { get; set; }

    public void Dispose()
    {
        _key.Dispose();
        _timestampKey?.Dispose();
    }

    /// <summary>Gives the timestamp a new key, as after the theft of the old one.</summary>
    public async Task RotateTimestampAsync()
    {
        _timestampKey = Ed25519PrivateKey.Generate();
        await WriteRootAsync();
        await CommitAsync();
    }

    public Sha256Digest DigestOf(string version) => _releases[version].ManifestDigest;

    /// <summary>Packs, signs and lists a release, and offers it to everybody.</summary>
    public async Task PublishAsync(ReleaseRecipe recipe, Func<Offer, Offer>? change = null)
    {
        await AddReleaseAsync(recipe);
        await OfferAsync(recipe.Version, change);
    }

    public async Task OfferAsync(string version, Func<Offer, Offer>? change = null, Func<Rollout, Rollout>? changeRollout = null)
    {
        var channel = ChannelName.Default;
        var offer = new Offer { Product = Product, Channel = channel, Runtime = Runtime, Release = _releases[version], ReleasedAt = DateTimeOffset.UnixEpoch };
        var rollout = new Rollout { Channel = channel, Product = Product, Version = offer.Release.Version, Permyriad = Rollout.Everyone, Salt = version };
        Put("stable", ReleasePaths.Offer(channel, Runtime), (change?.Invoke(offer) ?? offer).ToBytes());
        Put("rollout", ReleasePaths.Rollout(channel), (changeRollout?.Invoke(rollout) ?? rollout).ToBytes());
        await CommitAsync();
    }

    public ReleaseReference Reference(string version) => _releases[version];

    /// <summary>Lets a role list bytes under any path. They are visible after the next commit.</summary>
    public void List(string role, string path, byte[] bytes) => Put(role, path, bytes);

    /// <summary>Lets the builder's role state another length of a release's file.</summary>
    public Task MisstateAsync(string version, string file, long length)
    {
        var path = _releases[version].PathOf(file);
        _roles["releases"][path] = _roles["releases"][path] with { Length = length };
        return CommitAsync();
    }

    /// <summary>Lists other bytes under the path of a release's file.</summary>
    public Task ReplaceAsync(string version, string file, byte[] bytes)
    {
        Put("releases", _releases[version].PathOf(file), bytes);
        return CommitAsync();
    }

    /// <summary>Packs everything that the repository has.</summary>
    public async Task PackAsync(string file)
    {
        await using var pack = File.Create(file);
        var writer = new PackWriter(pack);
        foreach (var source in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(source);
            await writer.AddAsync(Path.GetRelativePath(folder, source), bytes.Length, stream => stream.WriteAsync(bytes).AsTask(), CancellationToken.None);
        }

        await writer.FinishAsync(CancellationToken.None);
    }

    public string FileOf(string version, string file) =>
        Path.Combine(folder, _roles["releases"][_releases[version].PathOf(file)].RepositoryPath);

    private async Task AddReleaseAsync(ReleaseRecipe recipe)
    {
        using var scratch = new TemporaryFolder();
        Directory.CreateDirectory(scratch["payload"]);
        await File.WriteAllTextAsync(Path.Combine(scratch["payload"], "health.json"), recipe.Health);
        await File.WriteAllTextAsync(Path.Combine(scratch["payload"], "version.txt"), recipe.Version);
        var scripts = recipe.HealthScript is { } check ? recipe.Hooks.Append(new("check-health", check)) : recipe.Hooks;
        foreach (var (name, script) in scripts)
        {
            await File.WriteAllTextAsync(Path.Combine(scratch["payload"], name), $"#!/bin/sh\n{script}\n");
            File.SetUnixFileMode(Path.Combine(scratch["payload"], name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var request = new BundleRequest
        {
            Description = new BundleDescription
            {
                Product = SegmentName.Parse(recipe.Product),
                Version = recipe.Parsed,
                Runtime = Runtime,
                Timestamp = 1,
                MinCurrentVersion = recipe.MinCurrentVersion is { } oldest ? SemanticVersion.Parse(oldest) : null,
                Health = ContractOf(recipe),
                Hooks = HooksOf(recipe),
            },
            Payload = PayloadSource.FromFolder(scratch["payload"]),
            Compression = recipe.Archive is null ? PayloadCompression.Zstd : PayloadCompression.Gzip,
        };
        await BundleWriter.WriteAsync(request, scratch["bundle"], progress: null, CancellationToken.None);
        if (recipe.Archive is { } change)
        {
            await ChangePayloadAsync(scratch["bundle"], change);
        }

        var verified = await BundleSigner.SignAsync(scratch["bundle"], recipe.Signer ?? _key, CancellationToken.None);
        foreach (var file in Directory.EnumerateFiles(scratch["bundle"]))
        {
            Put("releases", ReleasePaths.Bundle(recipe.Parsed, Runtime, Path.GetFileName(file)), await File.ReadAllBytesAsync(file));
        }

        var manifestPath = ReleasePaths.Bundle(recipe.Parsed, Runtime, BundleFolder.Manifest);
        var length = _roles["releases"][manifestPath].Length;
        _releases[recipe.Version] = new ReleaseReference(recipe.Parsed, manifestPath, verified.Digest, length, verified.Manifest.MinCurrentVersion);
    }

    /// <summary>Puts another archive in the place of the payload, and describes it as if it were the right one.</summary>
    private static async Task ChangePayloadAsync(string bundle, Func<byte[], byte[]> change)
    {
        var payload = Path.Combine(bundle, BundleFolder.GzipPayload);
        using var tar = new MemoryStream();
        await using (var packed = new GZipStream(File.OpenRead(payload), CompressionMode.Decompress))
        {
            await packed.CopyToAsync(tar);
        }

        using var changed = new MemoryStream();
        await using (var gzip = new GZipStream(changed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(change(tar.ToArray()));
        }

        await File.WriteAllBytesAsync(payload, changed.ToArray());
        var file = Path.Combine(bundle, BundleFolder.Manifest);
        var envelope = StrictJson.ParseObject(await File.ReadAllBytesAsync(file));
        var manifest = envelope["manifest"]!.AsObject();
        manifest["payload_sha256"] = Sha256Digest.Of(changed.ToArray()).ToString();
        manifest["payload_size"] = changed.Length;
        await File.WriteAllBytesAsync(file, CanonicalJson.EncodeFile(envelope));
    }

    private HealthContract ContractOf(ReleaseRecipe recipe)
    {
        var json = HealthContract.Default.ToJson();
        json["url"] = healthAddress.AbsoluteUri;
        json["deadline_s"] = (long)recipe.DeadlineSeconds;
        if (recipe.HealthScript is not null)
        {
            json.Remove("url");
            json.Remove("conditions");
            json["command"] = new JsonArray("check-health", "--quick");
        }

        return HealthContract.FromJson(new JsonFields(StrictJson.ParseObject(Encoding.UTF8.GetBytes(json.ToJsonString()))));
    }

    private static ReleaseHooks? HooksOf(ReleaseRecipe recipe)
    {
        var json = new JsonObject(recipe.Hooks.Keys.Select(name =>
            KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["command"] = new JsonArray(name, "--as", "asked"), ["timeout_s"] = (long)recipe.HookSeconds })));
        return json.Count == 0 ? null : ReleaseHooks.FromJson(new JsonFields(json));
    }

    private void Put(string role, string path, byte[] bytes)
    {
        var file = new TargetFile(path, bytes.Length, Sha256Digest.Of(bytes));
        var location = Path.Combine(folder, file.RepositoryPath);
        Directory.CreateDirectory(Path.GetDirectoryName(location)!);
        File.WriteAllBytes(location, bytes);
        _roles[role][path] = file;
    }

    private async Task CommitAsync()
    {
        _version++;
        if (_version == 1)
        {
            await WriteRootAsync();
        }

        var files = ImmutableDictionary.CreateBuilder<string, MetadataFile>();
        foreach (var (role, targets) in _roles)
        {
            files[RoleNames.FileOf(role)] = await WriteAsync(role, new Targets { Version = _version, Expires = Expires(role), Files = targets.ToImmutableSortedDictionary(StringComparer.Ordinal) });
        }

        files[RoleNames.FileOf(RoleNames.Targets)] = await WriteAsync(RoleNames.Targets, new Targets { Version = _version, Expires = Expires(RoleNames.Targets), Delegations = Delegations() });
        var snapshot = await WriteAsync(RoleNames.Snapshot, new Snapshot { Version = _version, Expires = Expires(RoleNames.Snapshot), Files = files.ToImmutable() });
        await WriteAsync(RoleNames.Timestamp, new Timestamp { Version = _version, Expires = Expires(RoleNames.Timestamp), Snapshot = snapshot, SignedAt = SignedAt });
    }

    private async Task WriteRootAsync()
    {
        string[] topLevel = [RoleNames.Root, RoleNames.Targets, RoleNames.Snapshot, RoleNames.Timestamp];
        await WriteAsync(
            RoleNames.Root,
            new Root { Version = ++_rootVersion, Expires = Expires(RoleNames.Root).AddYears(Lifetimes.ContainsKey(RoleNames.Root) ? 0 : 1), Roles = topLevel.ToImmutableDictionary(role => role, Keys) });
    }

    private DateTimeOffset Expires(string role) =>
        DateTimeOffset.FromUnixTimeSeconds((TimeProvider.System.GetUtcNow() + Lifetimes.GetValueOrDefault(role, Lifetime)).ToUnixTimeSeconds());

    private ImmutableArray<DelegatedRole> Delegations() =>
    [
        new(Keys("releases"), new PathPattern(ReleasePaths.ReleasesPattern)),
        new(Keys("stable"), new PathPattern("stable/*"), new PathPattern("stable/*/*")),
        new(Keys("rollout"), new PathPattern(ReleasePaths.RolloutPattern)),
    ];

    private RoleKeys Keys(string role) => new(role, [KeyOf(role).PublicKey], threshold: 1);

    private Ed25519PrivateKey KeyOf(string role) => role == RoleNames.Timestamp ? _timestampKey ?? _key : _key;

    private async Task<MetadataFile> WriteAsync(string role, Metadata metadata)
    {
        var signed = await SignedMetadata.SignAsync(role, metadata, [KeyOf(role)], CancellationToken.None);
        var name = role == RoleNames.Timestamp ? "timestamp.json" : $"{metadata.Version}.{role}.json";
        Directory.CreateDirectory(Path.Combine(folder, "metadata"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "metadata", name), signed.Bytes.ToArray());
        return MetadataFile.Describe(signed);
    }
}
