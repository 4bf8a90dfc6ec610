using Amazon.KeyManagementService;
using Amazon.Runtime;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Keys.Services;
using Slipway.Signing;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Keys;

public sealed class KmsSignerTests : IDisposable
{
    private const string Arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";

    private readonly KmsFake _kms = new();

    public void Dispose() => _kms.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    [InlineData(3_000_000)]
    public async Task B06_P256_signs_whatever_the_length_and_the_content_stays_here(int length)
    {
        _kms.AddP256("alias/builder");

        using var key = Open("alias/builder");
        var message = new byte[length];
        var signature = await SignAsync(key, message);

        Assert.IsType<EcdsaPublicKey>(key.PublicKey);
        Assert.True(key.PublicKey.Verify(message, signature));
    }

    [Fact]
    public async Task B06_Ed25519_signs_the_exact_bytes_up_to_4096()
    {
        _kms.AddEd25519(Arn);

        using var key = Open(Arn);
        var message = new byte[4096];
        var signature = await SignAsync(key, message);

        Assert.IsType<Ed25519PublicKey>(key.PublicKey);
        Assert.True(key.PublicKey.Verify(message, signature));
    }

    [Fact]
    public async Task Ed25519_beyond_4096_bytes_is_refused_here_and_P256_is_named()
    {
        _kms.AddEd25519(Arn);
        using var key = Open(Arn);

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync(key, new byte[4097]));

        Assert.Equal("SLP1057", refusal.Code);
        Assert.Contains("4097", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ECC_NIST_P256", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_does_not_fit_is_not_believed()
    {
        _kms.AddP256(Arn);
        _kms.Tamper = signature => [.. signature[..^1], (byte)(signature[^1] ^ 1)];
        using var key = Open(Arn);

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync(key, [1]));

        Assert.Equal("SLP1054", refusal.Code);
        Assert.Contains("kms:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_behind_an_alias_that_was_exchanged_signs_nothing()
    {
        _kms.AddP256("alias/builder");
        using var key = Open("alias/builder");
        using var other = new KmsFake();
        other.AddP256("alias/builder");
        using var exchanged = new SigningKey(new Answering(key.PublicKey, Open("alias/builder", other)), "kms");

        var refusal = await Assert.ThrowsAsync<InputException>(() => SignAsync(exchanged, [1]));

        Assert.Equal("SLP1054", refusal.Code);
    }

    [Theory]
    [InlineData(400, "NotFoundException", "SLP1041")]
    [InlineData(400, "DisabledException", "SLP1055")]
    [InlineData(400, "KMSInvalidStateException", "SLP1055")]
    [InlineData(400, "AccessDeniedException", "SLP1055")]
    [InlineData(400, "InvalidKeyUsageException", "SLP1055")]
    [InlineData(400, "UnrecognizedClientException", "SLP1055")]
    [InlineData(400, "ExpiredTokenException", "SLP1055")]
    [InlineData(400, "ValidationException", "SLP1055")]
    [InlineData(400, "ThrottlingException", "SLP1056")]
    [InlineData(500, "KMSInternalException", "SLP1056")]
    [InlineData(503, "", "SLP1056")]
    public async Task What_the_service_says_has_a_code_and_no_secret(int status, string error, string code)
    {
        _kms.AddP256(Arn);
        using var key = Open(Arn);
        _kms.Failure = (status, error);

        var refusals = new[]
        {
            await Assert.ThrowsAsync<InputException>(() => SignAsync(key, [1])),
            Assert.Throws<InputException>(() => Open(Arn).Dispose()),
        };

        Assert.All(refusals, refusal =>
        {
            Assert.Equal(code, refusal.Code);
            Assert.Contains($"kms:{Arn}", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, refusal.ToString() + refusal.Hint, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_key_for_something_else_is_refused()
    {
        _kms.AddP256(Arn);
        _kms.Usage = "ENCRYPT_DECRYPT";

        Assert.Equal("SLP1055", Assert.Throws<InputException>(() => Open(Arn).Dispose()).Code);
    }

    [Fact]
    public void A_service_that_is_not_there_asks_for_another_try()
    {
        var kms = new KmsFake();
        kms.Dispose();

        Assert.Equal("SLP1056", Assert.Throws<InputException>(() => Open(Arn, kms).Dispose()).Code);
    }

    private SigningKey Open(string key) => new(Open(key, _kms), "kms");

    private static KmsSigner Open(string key, KmsFake kms) => KmsSigner.Open(key, _ => new AmazonKeyManagementServiceClient(
        new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", Secret),
        new AmazonKeyManagementServiceConfig { ServiceURL = kms.Address.AbsoluteUri, MaxErrorRetry = 0, AuthenticationRegion = "eu-central-1" }));

    private static async Task<byte[]> SignAsync(SigningKey key, byte[] message)
    {
        using var signer = key.For(SigningPurpose.Build("test", "1.0.0"));
        return await signer.SignAsync(message, CancellationToken.None);
    }

    /// <summary>One key's public half and another key's signatures.</summary>
    private sealed class Answering(VerificationKey publicKey, ISigner signer) : ISigner
    {
        public VerificationKey PublicKey => publicKey;

        public Task<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) => signer.SignAsync(message, cancellation);

        public void Dispose() => signer.Dispose();
    }
}
