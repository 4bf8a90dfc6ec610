using Slipway.Publishing.Keys;

namespace Slipway.Publishing.Tests.Keys;

public sealed class PublicKeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("file:")]
    public async Task A_public_key_is_read_with_and_without_its_scheme(string scheme)
    {
        var pair = await KeyGenerator.WritePairAsync(_folder.Path, "builder", null, CancellationToken.None);

        var key = await PublicKeyFile.ReadAsync(scheme + pair.PublicFile, CancellationToken.None);

        Assert.Equal(pair.PublicKey, key);
    }

    [Fact]
    public async Task B06_a_private_key_is_refused_and_the_conversion_is_shown()
    {
        var pair = await KeyGenerator.WritePairAsync(_folder.Path, "builder", null, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<InputException>(() => PublicKeyFile.ReadAsync(pair.PrivateFile, CancellationToken.None));

        Assert.Equal("SLP1042", refusal.Code);
        Assert.Contains($"openssl pkey -in {pair.PrivateFile} -pubout", refusal.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env:BUILDER_KEY", InputFailure.KeyReferenceInvalid)]
    [InlineData("kms:arn", InputFailure.KeyReferenceInvalid)]
    [InlineData("file:", InputFailure.KeyReferenceInvalid)]
    [InlineData("", InputFailure.KeyReferenceInvalid)]
    [InlineData("file:/no/builder.pub.pem", InputFailure.KeyNotFound)]
    public async Task What_names_no_public_key_is_a_coded_refusal(string path, InputFailure failure)
    {
        var refusal = await Assert.ThrowsAsync<InputException>(() => PublicKeyFile.ReadAsync(path, CancellationToken.None));

        Assert.Equal(failure, refusal.Failure);
        Assert.NotNull(refusal.Hint);
    }
}
