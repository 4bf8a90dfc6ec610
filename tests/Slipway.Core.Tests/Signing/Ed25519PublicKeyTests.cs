using System.Numerics;
using System.Security.Cryptography;
using Slipway.Signing;

namespace Slipway.Core.Tests.Signing;

public sealed class Ed25519PublicKeyTests
{
    private static readonly BigInteger FieldPrime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger GroupOrder = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    // The encodings of points with which anybody could sign: eight canonical ones, and what else decodes to them.
    public static TheoryData<string, string> SmallOrderPoints => new()
    {
        { "order 1", "0100000000000000000000000000000000000000000000000000000000000000" },
        { "order 2", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
        { "order 4", "0000000000000000000000000000000000000000000000000000000000000000" },
        { "order 4, negative x", "0000000000000000000000000000000000000000000000000000000000000080" },
        { "order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05" },
        { "order 8, negative x", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85" },
        { "order 8, other y", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a" },
        { "order 8, other y, negative x", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa" },
        { "order 1, negative zero", "0100000000000000000000000000000000000000000000000000000000000080" },
        { "order 2, negative zero", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
        { "order 1, y + p", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
        { "order 1, y + p, negative zero", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
        { "order 4, y + p", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
        { "order 4, y + p, negative x", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
    };

    [Theory]
    [MemberData(nameof(SmallOrderPoints))]
    public void A_small_order_point_is_no_key(string name, string point)
    {
        var refusal = Assert.Throws<FormatException>(() => Ed25519PublicKey.FromBytes(Convert.FromHexString(point)));

        Assert.True(refusal.Message.Contains("small order", StringComparison.Ordinal), name);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(18)]
    public void A_y_that_is_not_below_the_field_prime_is_no_key(int excess)
    {
        var encoded = LittleEndian(FieldPrime + excess);

        Assert.Throws<FormatException>(() => Ed25519PublicKey.FromBytes(encoded));
        encoded[^1] |= 0x80;
        Assert.Throws<FormatException>(() => Ed25519PublicKey.FromBytes(encoded));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_key_of_another_length_is_refused_and_both_lengths_are_said(int length)
    {
        var refusal = Assert.Throws<FormatException>(() => Ed25519PublicKey.FromBytes(new byte[length]));

        Assert.Equal($"an Ed25519 public key has {length} bytes: expected 32", refusal.Message);
    }

    [Fact]
    public void A_second_signature_made_by_adding_the_group_order_to_S_is_refused()
    {
        using var key = Ed25519PrivateKey.Generate();
        var signature = key.Sign("a"u8);
        var scalar = Number(signature.AsSpan(32)) + GroupOrder;
        byte[] malleated = [.. signature[..32], .. LittleEndian(scalar)];

        Assert.False(Ed25519Encoding.IsCanonicalScalar(malleated.AsSpan(32)));
        Assert.False(key.PublicKey.Verify("a"u8, malleated));
        Assert.True(key.PublicKey.Verify("a"u8, signature));
    }

    [Fact]
    public void The_largest_canonical_S_is_one_below_the_group_order()
    {
        Assert.True(Ed25519Encoding.IsCanonicalScalar(LittleEndian(GroupOrder - 1)));
        Assert.False(Ed25519Encoding.IsCanonicalScalar(LittleEndian(GroupOrder)));
        Assert.False(Ed25519Encoding.IsCanonicalScalar(LittleEndian(BigInteger.Pow(2, 256) - 1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void A_signature_of_another_length_is_refused(int length)
    {
        using var key = Ed25519PrivateKey.Generate();
        var signature = key.Sign("a"u8);
        Array.Resize(ref signature, length);

        Assert.False(key.PublicKey.Verify("a"u8, signature));
    }

    [Fact]
    public void A_small_order_R_is_refused()
    {
        // The equation of RFC 8032 §5.1.7 holds for R = neutral element and S = k times the secret scalar: only the encoding tells.
        var seed = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        using var key = Ed25519PrivateKey.FromSeed(seed);
        byte[] neutral = [1, .. new byte[31]];
        var secret = SHA512.HashData(seed)[..32];
        secret[0] &= 0xf8;
        secret[31] = (byte)((secret[31] & 0x7f) | 0x40);
        var challenge = SHA512.HashData([.. neutral, .. key.PublicKey.ToBytes(), .. "a"u8]);
        var scalar = Number(challenge) * Number(secret) % GroupOrder;
        byte[] signature = [.. neutral, .. LittleEndian(scalar)];

        Assert.False(key.PublicKey.Verify("a"u8, signature));
    }

    [Fact]
    public void Ordinary_keys_are_not_mistaken_for_unsafe_points()
    {
        for (var i = 0; i < 256; i++)
        {
            using var key = Ed25519PrivateKey.Generate();

            Assert.Equal(key.PublicKey, Ed25519PublicKey.FromBytes(key.PublicKey.ToBytes()));
        }
    }

    private static BigInteger Number(ReadOnlySpan<byte> littleEndian) => new(littleEndian, isUnsigned: true);

    private static byte[] LittleEndian(BigInteger value)
    {
        var bytes = new byte[32];
        Assert.True(value.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }
}
