using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>The one mutable file: which snapshot is the newest (TUF §4.6).</summary>
public sealed record Timestamp : Metadata
{
    private const string SnapshotFile = "snapshot.json";

    /// <inheritdoc/>
    public override string Type => RoleNames.Timestamp;

    /// <summary>The snapshot that belongs to it.</summary>
    public required MetadataFile Snapshot { get; init; }

    /// <summary>When it was signed (<c>x-signed-at</c>, Unix seconds): a device without a clock takes it as the earliest time it can be.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <inheritdoc/>
    public override bool HasNestedExtensions => Extensions.HasInside("meta") || !Snapshot.Extensions.IsEmpty;

    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    internal static Timestamp FromJson(JsonFields signed)
    {
        RequireType(signed, RoleNames.Timestamp);
        var signedAt = signed.OptionalInteger("x-signed-at", max: DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        var files = signed.Object("meta");
        return new Timestamp
        {
            Version = ReadVersion(signed),
            Expires = ReadExpires(signed),
            Snapshot = MetadataFile.FromJson(files.Object(SnapshotFile)),
            SignedAt = signedAt is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            Extensions = ReadExtensions(signed, "meta", "x-signed-at").And("meta", UnknownFields.Of(files, SnapshotFile)),
        };
    }

    /// <inheritdoc/>
    protected override void WriteTo(JsonObject json)
    {
        json["meta"] = new JsonObject { [SnapshotFile] = Snapshot.ToJson() };
        if (SignedAt is { } time)
        {
            json["x-signed-at"] = time.ToUnixTimeSeconds();
        }
    }
}
