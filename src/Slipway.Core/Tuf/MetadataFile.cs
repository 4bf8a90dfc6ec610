using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>What a timestamp or snapshot says of another role's file (TUF §4.4 METAFILES).</summary>
/// <param name="Version">The version that belongs to the set.</param>
/// <param name="Length">The file's length in bytes, where it is stated.</param>
/// <param name="Hashes">The file's digests, where they are stated.</param>
public sealed record MetadataFile(long Version, long? Length, FileHashes? Hashes)
{
    /// <summary>Fields that this version does not know. They are kept when the role is signed again.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    /// <summary>Describes <paramref name="file"/>.</summary>
    public static MetadataFile Describe(SignedMetadata file) => new(file.Version, file.Bytes.Length, FileHashes.Of(Sha256Digest.Of(file.Bytes.Span)));

    internal static MetadataFile FromJson(JsonFields json) =>
        new(json.Integer("version", min: 1), json.OptionalInteger("length", min: 1), json.OptionalObject("hashes") is { } hashes ? FileHashes.FromJson(hashes) : null)
        {
            Extensions = UnknownFields.Of(json, "version", "length", "hashes"),
        };

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["version"] = Version };
        if (Length is { } length)
        {
            json["length"] = length;
        }

        if (Hashes is not null)
        {
            json["hashes"] = Hashes.ToJson();
        }

        Extensions.AddTo(json);
        return json;
    }

    /// <exception cref="TrustException">Length or digest of <paramref name="bytes"/> is another.</exception>
    internal void RequireBytes(ReadOnlySpan<byte> bytes, string role)
    {
        if (Length is { } length && bytes.Length != length)
        {
            throw new TrustException(TrustFailure.LengthMismatch, role, $"The {role} metadata has {bytes.Length} bytes, but {length} are signed for.");
        }

        if (Hashes?.Mismatch(bytes) is { } mismatch)
        {
            throw new TrustException(TrustFailure.DigestMismatch, role, $"The {role} metadata {mismatch}.");
        }
    }
}
