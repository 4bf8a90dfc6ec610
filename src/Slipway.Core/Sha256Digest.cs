using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Slipway;

/// <summary>The SHA-256 digest of some bytes, written as 64 lowercase hex digits.</summary>
/// <remarks>A class, so that "no digest" is <see langword="null"/> and the compiler asks about it.</remarks>
public sealed record Sha256Digest
{
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    // Half of what the bytes would take as an array, and a quarter of the text: a manifest holds up to 200,000.
    private readonly ulong _bits0;
    private readonly ulong _bits64;
    private readonly ulong _bits128;
    private readonly ulong _bits192;

    private Sha256Digest(ReadOnlySpan<byte> hash)
    {
        _bits0 = BinaryPrimitives.ReadUInt64BigEndian(hash);
        _bits64 = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        _bits128 = BinaryPrimitives.ReadUInt64BigEndian(hash[16..]);
        _bits192 = BinaryPrimitives.ReadUInt64BigEndian(hash[24..]);
    }

    /// <summary>Hashes <paramref name="content"/>.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    /// <summary>Hashes <paramref name="content"/> from its current position to its end.</summary>
    public static async Task<Sha256Digest> OfAsync(Stream content, CancellationToken cancellation) =>
        FromHash(await SHA256.HashDataAsync(content, cancellation));

    /// <summary>Wraps the 32 bytes of a finished hash.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is not 32 bytes long.</exception>
    public static Sha256Digest FromHash(ReadOnlySpan<byte> hash) =>
        hash.Length == SHA256.HashSizeInBytes
            ? new Sha256Digest(hash)
            : throw new ArgumentException($"A SHA-256 hash has {SHA256.HashSizeInBytes} bytes, not {hash.Length}.", nameof(hash));

    /// <exception cref="FormatException"><paramref name="text"/> is not a well-formed digest.</exception>
    public static Sha256Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new FormatException($"'{text}' is not a digest: expected 64 lowercase hex digits");

    /// <summary>Accepts exactly one spelling of each digest, so that equal digests are equal text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Sha256Digest? digest)
    {
        digest = null;
        if (text is not { Length: 2 * SHA256.HashSizeInBytes } || text.AsSpan().ContainsAnyExcept(LowerHex))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Convert.FromHexString(text, hash, out _, out _);
        digest = new Sha256Digest(hash);
        return true;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64BigEndian(hash, _bits0);
        BinaryPrimitives.WriteUInt64BigEndian(hash.AsSpan(8), _bits64);
        BinaryPrimitives.WriteUInt64BigEndian(hash.AsSpan(16), _bits128);
        BinaryPrimitives.WriteUInt64BigEndian(hash.AsSpan(24), _bits192);
        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
