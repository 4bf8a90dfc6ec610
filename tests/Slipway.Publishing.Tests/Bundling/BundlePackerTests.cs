using Slipway.Publishing.Bundling;
using Slipway.Publishing.Keys;

namespace Slipway.Publishing.Tests.Bundling;

public sealed class BundlePackerTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task B08_the_same_input_gives_the_same_bytes_and_other_input_another_digest()
    {
        var first = await _workshop.PackAsync("1.4.2", "content");
        var second = await _workshop.PackAsync("1.4.2", "content");
        var third = await _workshop.PackAsync("1.4.2", "Content");

        foreach (var file in new[] { "manifest.json", "payload.tar.zst", "signature.sig" })
        {
            Assert.Equal(await BytesAsync(first, file), await BytesAsync(second, file));
            Assert.NotEqual(await BytesAsync(first, file), await BytesAsync(third, file));
        }
    }

    [Fact]
    public async Task A10_a_bundle_verifies_with_the_public_key_and_with_the_keys_that_the_repository_trusts()
    {
        var bundle = await _workshop.PackAsync("1.4.2");

        var byFile = await new BundleVerification(_workshop["keys/builder.pub.pem"], () => throw new InvalidOperationException()).VerifyAsync(bundle, null, CancellationToken.None);
        var byRepository = await new BundleVerification(null, () => _workshop.Repository).VerifyAsync(bundle, null, CancellationToken.None);

        Assert.Equal(byFile.Digest, byRepository.Digest);
    }

    [Fact]
    public async Task A06_a_folder_is_signed_in_place_and_verifies_until_a_file_changes()
    {
        Directory.CreateDirectory(_workshop["tree"]);
        await File.WriteAllTextAsync(_workshop["tree/app.py"], "print()");
        using var signer = KeyReferences.OpenSigner(KeyReference.Parse("file:keys/builder.pem"), _workshop.Folder);
        var request = new SignRequest(_workshop["tree"]) { Product = _workshop.Policy.Product, OutputManifest = _workshop["tree/manifest.json"] };
        var verification = new BundleVerification(_workshop["keys/builder.pub.pem"], () => _workshop.Repository);

        await BundleSigning.SignAsync(request, signer, CancellationToken.None);
        var verified = await verification.VerifyAsync(_workshop["tree"], null, CancellationToken.None);
        await File.WriteAllTextAsync(_workshop["tree/app.py"], "print(1)");
        var refusal = await Assert.ThrowsAsync<TrustException>(() => verification.VerifyAsync(_workshop["tree"], null, CancellationToken.None));

        Assert.Equal(["app.py"], verified.Manifest.Files.Keys);
        Assert.Contains("app.py", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B06_a_bundle_can_be_signed_after_it_was_packed()
    {
        var signed = await _workshop.PackAsync("1.4.2", "content");
        var payload = Directory.CreateDirectory(_workshop["later"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(payload, "app.txt"), "content");
        var request = new PackRequest
        {
            Product = _workshop.Policy.Product,
            Version = Slipway.Bundles.SemanticVersion.Parse("1.4.2"),
            Runtime = ReleaseWorkshop.LinuxX64,
            Payload = Slipway.Bundles.PayloadSource.FromFolder(payload),
            OutputFolder = _workshop["dist"],
            Timestamp = 1_700_000_000,
        };
        using var signer = KeyReferences.OpenSigner(KeyReference.Parse("file:keys/builder.pem"), _workshop.Folder);

        var unsigned = await BundlePacker.PackAsync(request, key: null, progress: null, CancellationToken.None);
        await BundleSigning.SignAsync(new SignRequest(_workshop["dist"]), signer, CancellationToken.None);

        Assert.False(unsigned.IsSigned);
        Assert.Equal(await BytesAsync(signed, "manifest.json"), await BytesAsync(_workshop["dist"], "manifest.json"));
        Assert.Equal(await BytesAsync(signed, "signature.sig"), await BytesAsync(_workshop["dist"], "signature.sig"));
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<byte[]> BytesAsync(string folder, string file) => File.ReadAllBytesAsync(Path.Combine(folder, file));
}
