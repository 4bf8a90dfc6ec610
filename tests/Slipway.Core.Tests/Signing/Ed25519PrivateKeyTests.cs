using System.Collections.Immutable;
using Slipway.Signing;

namespace Slipway.Core.Tests.Signing;

public sealed class Ed25519PrivateKeyTests
{
    [Fact]
    public void A01_two_generated_keys_differ_and_each_verifies_its_own_signatures()
    {
        using var first = Ed25519PrivateKey.Generate();
        using var second = Ed25519PrivateKey.Generate();

        Assert.NotEqual(first.PublicKey, second.PublicKey);
        Assert.True(first.PublicKey.Verify("a"u8, first.Sign("a"u8)));
        Assert.False(second.PublicKey.Verify("a"u8, first.Sign("a"u8)));
    }

    [Fact]
    public async Task B08_signing_the_same_bytes_again_gives_the_same_signature()
    {
        using var key = Ed25519PrivateKey.Generate();
        ISigner signer = key;

        var first = await signer.SignAsync("a"u8.ToArray(), CancellationToken.None);
        var second = await signer.SignAsync("a"u8.ToArray(), CancellationToken.None);

        Assert.Equal(first, second);
        Assert.NotEqual(first, key.Sign("b"u8));
    }

    [Fact]
    public void A04_a_disposed_key_has_forgotten_its_seed()
    {
        var key = Ed25519PrivateKey.Generate();
        var publicKey = key.PublicKey;

        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign("a"u8));
        Assert.Throws<ObjectDisposedException>(() => KeyFile.WritePrivatePem(key, []));
        Assert.Equal(publicKey, key.PublicKey);
    }

    [Fact]
    public void B07_PEM_where_a_raw_seed_is_expected_is_recognised_and_the_conversion_is_shown()
    {
        using var key = Ed25519PrivateKey.Generate();

        var refusal = Assert.Throws<InputException>(() => Ed25519PrivateKey.FromSeed(KeyFile.WritePrivatePem(key, [])));

        Assert.Equal(InputFailure.KeyMalformed, refusal.Failure);
        Assert.Equal("The key is PEM: expected a raw 32-byte seed.", refusal.Message);
        Assert.Contains("openssl pkey -in key.pem -outform DER | tail -c 32", refusal.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void B07_a_seed_of_another_length_is_refused_and_both_lengths_are_said(int length)
    {
        var refusal = Assert.Throws<InputException>(() => Ed25519PrivateKey.FromSeed(new byte[length]));

        Assert.Equal("SLP1042", refusal.Code);
        Assert.Equal($"The key has {length} bytes: expected a raw seed of 32.", refusal.Message);
    }

    [Fact]
    public void Signatures_are_compared_by_their_bytes()
    {
        var id = KeyId.Parse("a");
        var signature = new Signature(id, ImmutableArray.Create<byte>(1, 2));

        Assert.Equal(signature, new Signature(id, ImmutableArray.Create<byte>(1, 2)));
        Assert.NotEqual(signature, new Signature(id, ImmutableArray.Create<byte>(1, 3)));
        Assert.NotEqual(signature, new Signature(KeyId.Parse("b"), signature.Bytes));
    }
}
