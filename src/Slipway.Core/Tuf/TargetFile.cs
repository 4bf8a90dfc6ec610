using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>A file that a trusted role lists (TUF §4.5 TARGETS).</summary>
/// <param name="Path">Its path below <c>targets/</c>, without the digest that consistent snapshots put before the file name.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Hashes">Its digests.</param>
public sealed record TargetFile(string Path, long Length, FileHashes Hashes)
{
    /// <summary>Lists a file by its SHA-256 digest.</summary>
    public TargetFile(string path, long length, Sha256Digest digest)
        : this(path, length, FileHashes.Of(digest))
    {
    }

    /// <summary>Its SHA-256 digest. Everything that Slipway publishes has one; null where it is listed with others only.</summary>
    public Sha256Digest? Digest => Hashes.Sha256;

    /// <summary>What the role says of the file besides, or null.</summary>
    public JsonObject? Custom { get; init; }

    /// <summary>Fields that this version does not know. They are kept when the role is signed again.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    /// <summary>Where the file lies in the repository: <c>targets/DIR/DIGEST.NAME</c> (TUF §6.2), or without a digest that is known <c>targets/DIR/NAME</c>.</summary>
    public string RepositoryPath
    {
        get
        {
            var name = Path.LastIndexOf('/') + 1;
            return Hashes.Prefix is { } digest ? $"targets/{Path[..name]}{digest}.{Path[name..]}" : $"targets/{Path}";
        }
    }

    /// <summary>Refuses a file that is too long for what it is, before any of it is read.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.TooLarge"/>: it is listed with more than <paramref name="limit"/> bytes.</exception>
    public void RequireAtMost(long limit)
    {
        if (Length > limit)
        {
            throw new TrustException(TrustFailure.TooLarge, Path, $"{Path} is listed with {Length} bytes: expected at most {limit}.");
        }
    }

    /// <summary>Whether <paramref name="bytes"/> are the file.</summary>
    public bool Describes(ReadOnlySpan<byte> bytes) => bytes.Length == Length && Hashes.Mismatch(bytes) is null;

    /// <summary>Refuses bytes of another length or digest.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.LengthMismatch"/> or <see cref="TrustFailure.DigestMismatch"/>.</exception>
    internal void Require(long length, HashCheck hashes)
    {
        if (length != Length)
        {
            throw new TrustException(TrustFailure.LengthMismatch, Path, $"{Path} has {length} bytes: expected {Length}.");
        }

        if (hashes.Mismatch() is { } mismatch)
        {
            throw new TrustException(TrustFailure.DigestMismatch, Path, $"{Path} {mismatch}.");
        }
    }

    internal static TargetFile FromJson(string path, JsonFields json) =>
        new(path, json.Integer("length"), FileHashes.FromJson(json.Object("hashes")))
        {
            Custom = json.OptionalObject("custom")?.Value.DeepClone().AsObject(),
            Extensions = UnknownFields.Of(json, "length", "hashes", "custom"),
        };

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["length"] = Length,
            ["hashes"] = Hashes.ToJson(),
        };
        if (Custom is not null)
        {
            json["custom"] = Custom.DeepClone();
        }

        Extensions.AddTo(json);
        return json;
    }
}
