using System.Numerics;
using System.Security.Cryptography;
using Slipway.Signing;

namespace Slipway.Core.Tests.Signing;

public sealed class PssEncodingTests
{
    private const int Bits = 2047;

    // Of 256 bytes: zeros, the separator, a salt of 32, all masked; a digest of 32; the trailer. Counted from the end.
    [Theory]
    [InlineData("nothing", 1, 0x00, true)]
    [InlineData("the trailer", 1, 0x01, false)]
    [InlineData("the digest", 2, 0x01, false)]
    [InlineData("the salt", 34, 0x01, false)]
    [InlineData("the separator", 66, 0x02, false)]
    [InlineData("the last of the zeros", 67, 0x01, false)]
    [InlineData("the first of the zeros", 255, 0x80, false)]
    [InlineData("the bit that the modulus leaves no room for", 256, 0x80, false)]
    public void A_single_bit_off_does_not_fit(string what, int fromEnd, byte bit, bool fits)
    {
        using var key = RSA.Create(Bits + 1);
        var signature = key.SignData("sample"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        var encoded = Open(signature, key.ExportParameters(includePrivateParameters: false));
        encoded[^fromEnd] ^= bit;

        Assert.True(fits == PssEncoding.Fits(Number(encoded), Bits, "sample"u8), what);
    }

    private static byte[] Open(byte[] signature, RSAParameters key)
    {
        var opened = BigInteger.ModPow(Number(signature), Number(key.Exponent), Number(key.Modulus));
        var bytes = opened.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[signature.Length - bytes.Length], .. bytes];
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
