using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>Which versions of targets and of all delegated roles belong together (TUF §4.4).</summary>
public sealed record Snapshot : Metadata
{
    /// <inheritdoc/>
    public override string Type => RoleNames.Snapshot;

    /// <summary>Each role's file by its plain name, for example <c>stable.json</c>.</summary>
    public required ImmutableDictionary<string, MetadataFile> Files { get; init; }

    /// <inheritdoc/>
    public override bool HasNestedExtensions => Files.Values.Any(file => !file.Extensions.IsEmpty);

    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    internal static Snapshot FromJson(JsonFields signed)
    {
        RequireType(signed, RoleNames.Snapshot);
        var files = signed.Object("meta");
        return new Snapshot
        {
            Version = ReadVersion(signed),
            Expires = ReadExpires(signed),
            Files = files.Names.ToImmutableDictionary(name => name, name => MetadataFile.FromJson(files.Object(name)), StringComparer.Ordinal),
            Extensions = ReadExtensions(signed, "meta"),
        };
    }

    /// <inheritdoc/>
    protected override void WriteTo(JsonObject json) =>
        json["meta"] = new JsonObject(Files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value.ToJson())));
}
