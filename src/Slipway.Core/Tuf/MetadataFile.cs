using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>What a timestamp or snapshot says of another role's file (TUF §4.4 METAFILES).</summary>
/// <param name="Version">The version that belongs to the set.</param>
/// <param name="Length">The file's length in bytes, where it is stated.</param>
/// <param name="Digest">The file's SHA-256 digest, where it is stated.</param>
public sealed record MetadataFile(long Version, long? Length, Sha256Digest? Digest)
{
    /// <summary>Describes <paramref name="file"/>.</summary>
    public static MetadataFile Describe(SignedMetadata file) => new(file.Version, file.Bytes.Length, Sha256Digest.Of(file.Bytes.Span));

    internal static MetadataFile FromJson(JsonFields json) =>
        new(json.Integer("version", min: 1), json.OptionalInteger("length", min: 1), TargetFile.ReadDigest(json, isRequired: false));

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["version"] = Version };
        if (Length is { } length)
        {
            json["length"] = length;
        }

        if (Digest is not null)
        {
            json["hashes"] = new JsonObject { ["sha256"] = Digest.ToString() };
        }

        return json;
    }

    /// <exception cref="TrustException">Length or digest of <paramref name="bytes"/> is another.</exception>
    internal void RequireBytes(ReadOnlySpan<byte> bytes, string role)
    {
        if (Length is { } length && bytes.Length != length)
        {
            throw new TrustException(TrustFailure.LengthMismatch, role, $"The {role} metadata has {bytes.Length} bytes, but {length} are signed for.");
        }

        if (Digest is not null && Sha256Digest.Of(bytes) is var found && found != Digest)
        {
            throw new TrustException(TrustFailure.DigestMismatch, role, $"The {role} metadata has the digest {found}, but {Digest} is signed for.");
        }
    }
}
