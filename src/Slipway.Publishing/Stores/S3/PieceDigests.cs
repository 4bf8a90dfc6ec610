using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Slipway.Publishing.Stores.S3;

/// <summary>What a server can say of a piece of content: its SHA-256 where it has checksums, its MD5 as the entity tag almost everywhere.</summary>
/// <param name="Sha256">In base64, as in <c>x-amz-checksum-sha256</c>.</param>
/// <param name="Md5">In hexadecimal, as in the entity tag.</param>
internal sealed record PieceDigests(string Sha256, string Md5)
{
    /// <summary>The digests of <paramref name="piece"/>.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "It is what servers answer with, and tells what arrived. What devices trust is SHA-256.")]
    public static PieceDigests Of(ReadOnlySpan<byte> piece) => new(Convert.ToBase64String(SHA256.HashData(piece)), Convert.ToHexStringLower(MD5.HashData(piece)));

    /// <summary>Whether the server says that it has it. Where it encrypts and has no checksums, it says something else.</summary>
    public bool IsAsSaid(string? entityTag, string? sha256) => sha256 == Sha256 || EntityTag.Of(entityTag) == Md5;
}
