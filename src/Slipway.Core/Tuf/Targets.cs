using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>Files, and who may list which others: the targets role and every delegated role (TUF §4.5).</summary>
public sealed record Targets : Metadata
{
    private const string DelegationsField = "delegations";

    /// <inheritdoc/>
    public override string Type => RoleNames.Targets;

    /// <summary>The files by path.</summary>
    public ImmutableSortedDictionary<string, TargetFile> Files { get; init; } = ImmutableSortedDictionary.Create<string, TargetFile>(StringComparer.Ordinal);

    /// <summary>The roles it delegates to, in order of priority.</summary>
    public ImmutableArray<DelegatedRole> Delegations { get; init; } = [];

    /// <inheritdoc/>
    public override bool HasNestedExtensions =>
        Extensions.HasInside(DelegationsField)
        || Delegations.Any(role => !role.Keys.Extensions.IsEmpty)
        || Files.Values.Any(file => !file.Extensions.IsEmpty);

    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    internal static Targets FromJson(JsonFields signed)
    {
        RequireType(signed, RoleNames.Targets);
        var files = signed.Object("targets");
        var delegations = signed.OptionalObject(DelegationsField);
        var roles = delegations is null ? [] : DelegatedRole.ReadAll(delegations);
        return new Targets
        {
            Version = ReadVersion(signed),
            Expires = ReadExpires(signed),
            Files = files.Names.ToImmutableSortedDictionary(path => path, path => TargetFile.FromJson(path, files.Object(path)), StringComparer.Ordinal),
            Delegations = roles,
            Extensions = ReadExtensions(signed, "targets", DelegationsField)
                .And(DelegationsField, delegations is null ? UnknownFields.None : DelegatedRole.ReadExtensions(delegations, roles)),
        };
    }

    /// <inheritdoc/>
    protected override void WriteTo(JsonObject json)
    {
        json["targets"] = new JsonObject(Files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value.ToJson())));
        if (!Delegations.IsEmpty || Extensions.HasInside(DelegationsField))
        {
            json[DelegationsField] = DelegatedRole.WriteAll(Delegations);
        }
    }
}
