using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Signing;

namespace Slipway.Publishing.Tests.Keys;

public sealed class KeyGeneratorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A01_a_pair_is_written_that_signs_and_verifies()
    {
        var pair = await KeyGenerator.WritePairAsync(_folder["keys"], "builder", null, CancellationToken.None);

        using var signer = KeyReferences.OpenSigner(KeyReference.Parse("file:keys/builder.pem"), _folder.Path);
        var publicKey = await PublicKeyFile.ReadAsync(_folder["keys/builder.pub.pem"], CancellationToken.None);

        Assert.Equal(new KeyPairFiles(_folder["keys/builder.pem"], _folder["keys/builder.pub.pem"], pair.PublicKey), pair);
        Assert.Equal<VerificationKey>(pair.PublicKey, publicKey);
        var message = "a"u8.ToArray();
        var signature = await signer.For(SigningPurpose.Build("test", "")).SignAsync(message, CancellationToken.None);
        Assert.True(publicKey.Verify(message, signature));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_folder["keys"]).Count());
    }

    [Fact]
    public async Task A04_only_the_owner_can_read_the_private_half()
    {
        var pair = await KeyGenerator.WritePairAsync(_folder.Path, "builder", null, CancellationToken.None);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(pair.PrivateFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task A04_with_a_passphrase_the_private_half_is_encrypted_and_the_passphrase_zeroed()
    {
        var passphrase = "secret"u8.ToArray();

        var pair = await KeyGenerator.WritePairAsync(_folder.Path, "builder", passphrase, CancellationToken.None);

        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----", File.ReadAllText(pair.PrivateFile), StringComparison.Ordinal);
        Assert.All(passphrase, character => Assert.Equal(0, character));
        using var key = KeyFile.ReadPrivate(File.ReadAllBytes(pair.PrivateFile), "builder", () => "secret"u8.ToArray());
        Assert.Equal(pair.PublicKey, key.PublicKey);
    }

    [Theory]
    [InlineData("builder.pem")]
    [InlineData("builder.pub.pem")]
    public async Task A04_a_key_is_never_overwritten_and_no_half_of_a_pair_is_left(string existing)
    {
        File.WriteAllText(_folder[existing], "precious");

        var refusal = await Assert.ThrowsAsync<InputException>(() => KeyGenerator.WritePairAsync(_folder.Path, "builder", null, CancellationToken.None));

        Assert.Equal("SLP1046", refusal.Code);
        Assert.Equal([existing], _folder.Names);
        Assert.Equal("precious", File.ReadAllText(_folder[existing]));
    }

    [Fact]
    public async Task Of_two_generators_at_once_one_writes_a_whole_pair()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await KeyGenerator.WritePairAsync(_folder.Path, "builder", null, CancellationToken.None);
            }
            catch (InputException exists) when (exists.Failure == InputFailure.KeyExists)
            {
                return null;
            }
        })));

        var pair = Assert.Single(attempts, attempt => attempt is not null)!;
        Assert.Equal(pair.PublicKey, await PublicKeyFile.ReadAsync(pair.PublicFile, CancellationToken.None));
        using var signer = KeyReferences.OpenSigner(KeyReference.Parse("file:builder.pem"), _folder.Path);
        Assert.Equal(pair.PublicKey, signer.PublicKey);
        Assert.Equal(["builder.pem", "builder.pub.pem"], _folder.Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../builder")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    public async Task A_name_that_is_more_than_a_name_is_refused(string name)
    {
        var refusal = await Assert.ThrowsAsync<InputException>(() => KeyGenerator.WritePairAsync(_folder.Path, name, null, CancellationToken.None));

        Assert.Equal("SLP1030", refusal.Code);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_coded_refusal()
    {
        File.WriteAllText(_folder["keys"], "a file");

        var refusal = await Assert.ThrowsAsync<InputException>(() => KeyGenerator.WritePairAsync(_folder["keys"], "builder", null, CancellationToken.None));

        Assert.Equal(InputFailure.FileNotAccessible, refusal.Failure);
    }
}
