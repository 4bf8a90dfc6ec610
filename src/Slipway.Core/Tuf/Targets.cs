using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>Files, and who may list which others: the targets role and every delegated role (TUF §4.5).</summary>
public sealed record Targets : Metadata
{
    /// <inheritdoc/>
    public override string Type => RoleNames.Targets;

    /// <summary>The files by path.</summary>
    public ImmutableSortedDictionary<string, TargetFile> Files { get; init; } = ImmutableSortedDictionary.Create<string, TargetFile>(StringComparer.Ordinal);

    /// <summary>The roles it delegates to, in order of priority.</summary>
    public ImmutableArray<DelegatedRole> Delegations { get; init; } = [];

    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    internal static Targets FromJson(JsonFields signed)
    {
        RequireType(signed, RoleNames.Targets);
        var files = signed.Object("targets");
        return new Targets
        {
            Version = ReadVersion(signed),
            Expires = ReadExpires(signed),
            Files = files.Names.ToImmutableSortedDictionary(path => path, path => TargetFile.FromJson(path, files.Object(path)), StringComparer.Ordinal),
            Delegations = signed.OptionalObject("delegations") is { } delegations ? DelegatedRole.ReadAll(delegations) : [],
            Extensions = ReadExtensions(signed, "targets", "delegations"),
        };
    }

    /// <inheritdoc/>
    protected override void WriteTo(JsonObject json)
    {
        json["targets"] = new JsonObject(Files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value.ToJson())));
        if (!Delegations.IsEmpty)
        {
            json["delegations"] = DelegatedRole.WriteAll(Delegations);
        }
    }
}
