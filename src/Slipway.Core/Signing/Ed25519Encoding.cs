namespace Slipway.Signing;

/// <summary>Which 32-byte strings an Ed25519 signature or key may consist of, whichever library does the arithmetic.</summary>
/// <remarks>
/// Libraries differ in what they let pass. A device must not accept what another refuses, and nobody may sign for a key without
/// having it, which a small-order point allows.
/// </remarks>
internal static class Ed25519Encoding
{
    /// <summary>2^252 + 27742317777372353535851937790883648493, little-endian (RFC 8032 §5.1).</summary>
    private static ReadOnlySpan<byte> GroupOrder =>
    [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10,
    ];

    /// <summary>2^255 - 19, little-endian.</summary>
    private static ReadOnlySpan<byte> FieldPrime =>
    [
        0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ];

    /// <summary>The y of the two points of order 8 whose y is below p/2; the other two have p - y.</summary>
    private static ReadOnlySpan<byte> OrderEight =>
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
        0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ];

    private static ReadOnlySpan<byte> MinusOrderEight =>
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
        0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ];

    /// <summary>Whether S is below the group order: otherwise S + L would be a second signature of the same bytes (RFC 8032 §8.4).</summary>
    public static bool IsCanonicalScalar(ReadOnlySpan<byte> scalar) => IsBelow(scalar, GroupOrder);

    /// <summary>Whether y is below p and the point is none of the eight small-order ones. Says nothing about being on the curve.</summary>
    public static bool IsSafePoint(ReadOnlySpan<byte> point)
    {
        Span<byte> y = stackalloc byte[Ed25519.PublicKeyLength];
        point.CopyTo(y);

        // The top bit is the sign of x. Both signs of a small-order y are small-order points or not points at all.
        y[^1] &= 0x7f;
        return IsBelow(y, FieldPrime) && !IsOrderOneTwoOrFour(y) && !y.SequenceEqual(OrderEight) && !y.SequenceEqual(MinusOrderEight);
    }

    /// <summary>y is 1 (the neutral element), p - 1 (order 2) or 0 (order 4).</summary>
    private static bool IsOrderOneTwoOrFour(ReadOnlySpan<byte> y) =>
        (y[0] <= 1 && !y[1..].ContainsAnyExcept((byte)0))
        || (y[0] == FieldPrime[0] - 1 && y[1..].SequenceEqual(FieldPrime[1..]));

    private static bool IsBelow(ReadOnlySpan<byte> value, ReadOnlySpan<byte> limit)
    {
        for (var i = limit.Length - 1; i >= 0; i--)
        {
            if (value[i] != limit[i])
            {
                return value[i] < limit[i];
            }
        }

        return false;
    }
}
