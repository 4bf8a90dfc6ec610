using System.Collections.ObjectModel;
using System.Text.Json.Nodes;
using Slipway.Health;
using Slipway.Json;

namespace Slipway.Bundles;

/// <summary>What a release is: its identity, its files with their digests, and what it asks of a device.</summary>
/// <remarks>
/// It is read from JSON only, by one set of rules, so a constructed manifest is a valid one. Unknown fields are kept and ignored.
/// A manifest without <see cref="Payload"/> describes a folder that was signed in place. Immutable and thread-safe.
/// </remarks>
public sealed class Manifest
{
    /// <summary>The format that this class reads and writes.</summary>
    public const string Format = "slipway-bundle/1";

    /// <summary>The only <see cref="ApplyStrategy"/> that is written.</summary>
    public const string AtomicSwap = "atomic_swap";

    private const string FilesField = "files";

    // Without the files: there can be 200,000, and a device has no memory to hold them twice.
    private readonly JsonObject _otherFields;

    private Manifest(JsonFields fields)
    {
        _otherFields = new JsonObject(fields.Value.Where(field => field.Key != FilesField).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));
        ManifestFields.RequireFormat(fields);
        Product = ManifestFields.Read(fields, "product", SegmentName.Parse);
        Version = ManifestFields.Read(fields, "version", SemanticVersion.Parse);
        Runtime = ManifestFields.Read(fields, "rid", RuntimeId.Parse);
        BundleName = ManifestFields.Require(fields, "bundle_name", $"{Product}-{Version}");
        TargetArchitecture = ManifestFields.Require(fields, "target_arch", Runtime.TargetArchitecture);
        Timestamp = fields.Integer("timestamp");
        MinCurrentVersion = ManifestFields.ReadOptional(fields, "min_current_version", SemanticVersion.Parse);
        RollbackVersion = ManifestFields.ReadOptional(fields, "rollback_version", SemanticVersion.Parse);
        ApplyStrategy = fields.Text("apply_strategy");
        Health = fields.OptionalObject("health") is { } health ? HealthContract.FromJson(health) : null;
        (Payload, PayloadDigest, PayloadSize) = ManifestFields.ReadPayload(fields);
        UnpackedSize = fields.Integer("unpacked_size", max: BundleLimits.MaxPayloadBytes);
        var tree = ManifestTree.Read(fields);
        Files = new ReadOnlyDictionary<string, Sha256Digest>(tree.Files);
        Executables = new ReadOnlySet<string>(tree.Executables);
        Links = new ReadOnlyDictionary<string, string>(tree.Links);
        Hooks = ManifestFields.ReadHooks(fields, Executables);
        if (Health?.Objection(Executables) is { } objection)
        {
            throw new FormatException(objection);
        }
    }

    /// <summary>Product and version, joined by a hyphen: <c>edge-agent-1.4.2</c>.</summary>
    public string BundleName { get; }

    /// <summary>What it is a release of.</summary>
    public SegmentName Product { get; }

    /// <summary>Which release it is.</summary>
    public SemanticVersion Version { get; }

    /// <summary>Which devices can run it.</summary>
    public RuntimeId Runtime { get; }

    /// <summary>The processor, as <c>uname -m</c> names it. It always fits <see cref="Runtime"/>.</summary>
    public string TargetArchitecture { get; }

    /// <summary>When the release was made, in Unix seconds.</summary>
    public long Timestamp { get; }

    /// <summary>The lowest version that can be updated to this one directly.</summary>
    public SemanticVersion? MinCurrentVersion { get; }

    /// <summary>The version to go back to when this one fails.</summary>
    public SemanticVersion? RollbackVersion { get; }

    /// <summary>How a device applies it. A device refuses what it does not know; this class does not.</summary>
    public string ApplyStrategy { get; }

    /// <summary>The payload's file name; null for a folder signed in place.</summary>
    public string? Payload { get; }

    /// <summary>The digest of the payload's bytes; null for a folder signed in place.</summary>
    public Sha256Digest? PayloadDigest { get; }

    /// <summary>The payload's length in bytes; 0 for a folder signed in place.</summary>
    public long PayloadSize { get; }

    /// <summary>The sum of the lengths of <see cref="Files"/>, in bytes.</summary>
    public long UnpackedSize { get; }

    /// <summary>Every file's path and digest, ordered by code point. At least one.</summary>
    public IReadOnlyDictionary<string, Sha256Digest> Files { get; }

    /// <summary>The files that may be executed.</summary>
    public IReadOnlySet<string> Executables { get; }

    /// <summary>Every symbolic link's path and relative target, ordered by code point. All stay inside the tree.</summary>
    public IReadOnlyDictionary<string, string> Links { get; }

    /// <summary>What a device must see before the release may stay; null leaves it to the device.</summary>
    public HealthContract? Health { get; }

    /// <summary>What to run around the update; each program is one of <see cref="Executables"/>.</summary>
    public ReleaseHooks? Hooks { get; }

    /// <summary>Reads a manifest whose signature has been checked.</summary>
    /// <exception cref="FormatException">A field is missing, of another kind, or states something that cannot be.</exception>
    public static Manifest FromJson(JsonFields manifest) => new(manifest);

    /// <summary>The manifest with every field that was read, known or not. A copy.</summary>
    public JsonObject ToJson()
    {
        var json = _otherFields.DeepClone().AsObject();
        json[FilesField] = new JsonObject(Files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value.ToString())));
        return json;
    }
}
