using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Slipway.Signing;

/// <summary>EMSA-PSS with SHA-256 and MGF1 with SHA-256: the check of what an RSA signature opens to (RFC 8017 §9.1.2).</summary>
/// <remarks>
/// .NET verifies salts of the digest's length only. Signers of TUF metadata differ: python-tuf takes the digest's length, go-tuf
/// the longest that fits. So the salt's length is read out of the encoding, as both of their verifiers do. Nothing here is secret.
/// </remarks>
internal static class PssEncoding
{
    private const byte Trailer = 0xbc;
    private const byte SaltSeparator = 0x01;
    private const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Whether <paramref name="opened"/> encodes <paramref name="message"/> in <paramref name="bits"/> bits, which are at least 2047.</summary>
    public static bool Fits(BigInteger opened, int bits, ReadOnlySpan<byte> message)
    {
        if (opened.GetBitLength() > bits)
        {
            return false;
        }

        var encoded = new byte[(bits + 7) / 8];
        var start = encoded.Length - opened.GetByteCount(isUnsigned: true);
        opened.TryWriteBytes(encoded.AsSpan(start), out _, isUnsigned: true, isBigEndian: true);
        var data = encoded.AsSpan(..^(HashLength + 1));
        var hash = encoded.AsSpan(data.Length, HashLength);
        Unmask(data, hash);

        // The bits that the modulus leaves no room for are zero in the encoding and whatever in the mask.
        data[0] &= (byte)(0xff >> ((8 * encoded.Length) - bits));
        return encoded[^1] == Trailer && Salt(data) is { } salt && hash.SequenceEqual(Hash(message, salt));
    }

    /// <summary>What follows zeros and the separator; null when nothing separates.</summary>
    private static byte[]? Salt(ReadOnlySpan<byte> data)
    {
        var separator = data.IndexOfAnyExcept((byte)0);
        return separator >= 0 && data[separator] == SaltSeparator ? data[(separator + 1)..].ToArray() : null;
    }

    private static byte[] Hash(ReadOnlySpan<byte> message, ReadOnlySpan<byte> salt)
    {
        Span<byte> zeros = stackalloc byte[8];
        zeros.Clear();
        return SHA256.HashData([.. zeros, .. SHA256.HashData(message), .. salt]);
    }

    /// <summary>Takes the mask of MGF1 off (RFC 8017 §B.2.1): digests of the seed and a counter, one after the other.</summary>
    private static void Unmask(Span<byte> data, ReadOnlySpan<byte> seed)
    {
        Span<byte> input = stackalloc byte[HashLength + sizeof(uint)];
        seed.CopyTo(input);
        Span<byte> mask = stackalloc byte[HashLength];
        for (var i = 0; i < data.Length; i++)
        {
            if (i % HashLength == 0)
            {
                BinaryPrimitives.WriteUInt32BigEndian(input[HashLength..], (uint)(i / HashLength));
                SHA256.HashData(input, mask);
            }

            data[i] ^= mask[i % HashLength];
        }
    }
}
