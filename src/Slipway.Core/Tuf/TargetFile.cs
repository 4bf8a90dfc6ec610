using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>A file that a trusted role lists (TUF §4.5 TARGETS).</summary>
/// <param name="Path">Its path below <c>targets/</c>, without the digest that consistent snapshots put before the file name.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Digest">Its SHA-256 digest.</param>
public sealed record TargetFile(string Path, long Length, Sha256Digest Digest)
{
    /// <summary>What the role says of the file besides, or null.</summary>
    public JsonObject? Custom { get; init; }

    /// <summary>Where the file lies in the repository: <c>targets/DIR/DIGEST.NAME</c> (TUF §6.2).</summary>
    public string RepositoryPath
    {
        get
        {
            var name = Path.LastIndexOf('/') + 1;
            return $"targets/{Path[..name]}{Digest}.{Path[name..]}";
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
    public bool Describes(ReadOnlySpan<byte> bytes) => bytes.Length == Length && Sha256Digest.Of(bytes) == Digest;

    /// <summary>Refuses bytes of another length or digest.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.LengthMismatch"/> or <see cref="TrustFailure.DigestMismatch"/>.</exception>
    internal void Require(long length, Sha256Digest digest)
    {
        if (length != Length)
        {
            throw new TrustException(TrustFailure.LengthMismatch, Path, $"{Path} has {length} bytes: expected {Length}.");
        }

        if (digest != Digest)
        {
            throw new TrustException(TrustFailure.DigestMismatch, Path, $"{Path} has the digest {digest}: expected {Digest}.");
        }
    }

    internal static TargetFile FromJson(string path, JsonFields json) =>
        new(path, json.Integer("length"), ReadDigest(json, isRequired: true)!)
        {
            Custom = json.OptionalObject("custom")?.Value.DeepClone().AsObject(),
        };

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["length"] = Length,
            ["hashes"] = new JsonObject { ["sha256"] = Digest.ToString() },
        };
        if (Custom is not null)
        {
            json["custom"] = Custom.DeepClone();
        }

        return json;
    }

    /// <summary>The SHA-256 among the hashes; other algorithms may stand beside it.</summary>
    internal static Sha256Digest? ReadDigest(JsonFields json, bool isRequired)
    {
        var hashes = isRequired ? json.Object("hashes") : json.OptionalObject("hashes");
        return hashes is null ? null : Sha256Digest.Parse(hashes.Text("sha256"));
    }
}
