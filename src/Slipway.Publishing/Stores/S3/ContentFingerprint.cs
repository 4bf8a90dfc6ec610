using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Slipway.Publishing.Stores.S3;

/// <summary>What a server says of content that was stored in one piece or in the parts of <see cref="PartPlan"/>: its checksums, and its entity tags.</summary>
/// <remarks>That it says so proves that it has the content. That it says something else proves nothing: it may have been stored in other parts, or encrypted.</remarks>
[SuppressMessage("Security", "CA5351", Justification = "It is what servers answer with, and tells what arrived. What devices trust is SHA-256.")]
internal sealed class ContentFingerprint
{
    private readonly string[] _sayings;

    private ContentFingerprint(params string[] sayings) => _sayings = sayings;

    /// <summary>That of content whose parts are known.</summary>
    public static ContentFingerprint Of(Sha256Digest digest, IReadOnlyCollection<PieceDigests> parts) => new(
        Convert.ToBase64String(digest.ToBytes()),
        $"{Convert.ToBase64String(SHA256.HashData([.. parts.SelectMany(part => Convert.FromBase64String(part.Sha256))]))}-{parts.Count}",
        $"{Convert.ToHexStringLower(MD5.HashData([.. parts.SelectMany(part => Convert.FromHexString(part.Md5))]))}-{parts.Count}");

    /// <summary>Reads content once.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.FileChanged"/>.</exception>
    public static async Task<ContentFingerprint> ReadAsync(StoreContent content, CancellationToken cancellation)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var parts = new List<PieceDigests>();
        await using var reader = new ContentReader(content);
        var part = new byte[PartPlan.PartBytesOf(content.Length)];
        while (await reader.ReadBlockAsync(part, cancellation) is > 0 and var count)
        {
            md5.AppendData(part, 0, count);
            parts.Add(PieceDigests.Of(part.AsSpan(0, count)));
        }

        // A copy of it in the store is in one piece.
        return new ContentFingerprint([.. Of(content.Digest, parts)._sayings, Convert.ToHexStringLower(md5.GetCurrentHash())]);
    }

    /// <summary>Whether a server that says this has the content.</summary>
    public bool IsProvedBy(string? entityTag, string? sha256) => _sayings.Contains(EntityTag.Of(entityTag)) || _sayings.Contains(sha256);
}
