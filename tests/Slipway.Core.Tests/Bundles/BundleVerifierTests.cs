using Slipway.Bundles;
using Slipway.Signing;

namespace Slipway.Core.Tests.Bundles;

public sealed class BundleVerifierTests
{
    [Theory]
    [InlineData("manifest.json", 1)]
    [InlineData("signature.sig", 1)]
    [InlineData("payload.tar.zst", 29)]
    public async Task B05_one_flipped_bit_is_refused_with_a_code(string file, int stride)
    {
        using var sample = new SampleBundle();
        await sample.PackAsync();
        var path = sample.InBundle(file);
        var bytes = await File.ReadAllBytesAsync(path);

        for (var i = 0; i < bytes.Length; i += stride)
        {
            var bit = (byte)(1 << (i % 8));
            bytes[i] ^= bit;
            await File.WriteAllBytesAsync(path, bytes);

            var refusal = await Assert.ThrowsAsync<TrustException>(sample.VerifyAsync);

            Assert.Contains(refusal.Failure, new[] { TrustFailure.Malformed, TrustFailure.BadSignature, TrustFailure.DigestMismatch });
            bytes[i] ^= bit;
        }

        await File.WriteAllBytesAsync(path, bytes);
        await sample.VerifyAsync();
    }

    // Rows read: what a person does in the bundle's folder, the refusal, and the words that scripts know.
    [Theory]
    [InlineData("rm manifest.json", TrustFailure.TreeMismatch, "Manifest not found: ")]
    [InlineData("echo '{}' > manifest.json", TrustFailure.Malformed, "Malformed manifest: missing manifest block")]
    [InlineData("echo 'hello' > manifest.json", TrustFailure.Malformed, "Malformed manifest: not JSON")]
    [InlineData("jq . manifest.json > m; mv m manifest.json", TrustFailure.Malformed, "canonical")]
    [InlineData("jq -cSj '.added=1' manifest.json > m; mv m manifest.json", TrustFailure.Malformed, "canonical")]
    [InlineData("jq -cSj 'del(.signature)' manifest.json > m; mv m manifest.json", TrustFailure.BadSignature, "Signature verification failed — rejecting update")]
    [InlineData("jq -cSj '.manifest.version=\"1.4.3\"' manifest.json > m; mv m manifest.json", TrustFailure.BadSignature, "Signature verification failed — rejecting update")]
    [InlineData("rm signature.sig", TrustFailure.BadSignature, "Signature verification failed — rejecting update")]
    [InlineData("printf x >> signature.sig", TrustFailure.BadSignature, "65 bytes")]
    [InlineData("printf 123456789 >> signature.sig", TrustFailure.TooLarge, "signature.sig")]
    [InlineData("truncate -s 63 signature.sig", TrustFailure.BadSignature, "63 bytes")]
    [InlineData("rm payload.tar.zst", TrustFailure.TreeMismatch, "Payload not found: ")]
    [InlineData("printf x >> payload.tar.zst", TrustFailure.LengthMismatch, "payload.tar.zst has")]
    [InlineData("printf x | dd of=payload.tar.zst bs=1 seek=100 conv=notrunc", TrustFailure.DigestMismatch, "Download hash mismatch")]
    public async Task A12_B10_a_changed_bundle_is_refused_with_known_words(string line, TrustFailure failure, string words)
    {
        using var sample = new SampleBundle();
        await sample.PackAsync();
        Shell.Run(sample.Folder, $"cd bundle; {line}");

        var refusal = await Assert.ThrowsAsync<TrustException>(sample.VerifyAsync);

        Assert.Equal(failure, refusal.Failure);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_no_builder_and_nobody_is_neither()
    {
        using var sample = new SampleBundle();
        using var stranger = Ed25519PrivateKey.Generate();
        await sample.PackAsync();

        var byStranger = await Assert.ThrowsAsync<TrustException>(() => BundleVerifier.VerifyBundleAsync(sample.Output, [stranger.PublicKey], null, CancellationToken.None));
        var byNobody = await Assert.ThrowsAsync<TrustException>(() => BundleVerifier.VerifyBundleAsync(sample.Output, [], null, CancellationToken.None));
        var byEither = await BundleVerifier.VerifyBundleAsync(sample.Output, [stranger.PublicKey, sample.Key.PublicKey], null, CancellationToken.None);

        Assert.Equal("SLP2011", byStranger.Code);
        Assert.Equal("SLP2011", byNobody.Code);
        Assert.Equal(sample.Key.PublicKey, byEither.SignedBy);
    }

    [Fact]
    public async Task B05_the_payload_of_another_rightly_signed_bundle_is_refused()
    {
        using var sample = new SampleBundle();
        using var other = new SampleBundle();
        other.Write("empty", "not any more");
        await sample.PackAsync();
        await other.PackAsync();
        File.Copy(other.InBundle("manifest.json"), sample.InBundle("manifest.json"), overwrite: true);
        File.Copy(other.InBundle("payload.tar.zst"), sample.InBundle("payload.tar.zst"), overwrite: true);

        var refusal = await Assert.ThrowsAsync<TrustException>(sample.VerifyAsync);

        Assert.Equal(TrustFailure.BadSignature, refusal.Failure);
        Assert.Equal("signature.sig", refusal.Subject);
    }

    // Rows read: what happens to an installed tree, the refusal, and the words.
    [Theory]
    [InlineData("rm empty", TrustFailure.TreeMismatch, "Missing file during runtime verification: empty")]
    [InlineData("rm current-lib", TrustFailure.TreeMismatch, "Missing file during runtime verification: current-lib")]
    [InlineData("echo x >> appsettings.json", TrustFailure.DigestMismatch, "Hash mismatch for appsettings.json")]
    [InlineData("printf y | dd of=lib/large.bin bs=1 seek=5 conv=notrunc", TrustFailure.DigestMismatch, "Hash mismatch for lib/large.bin")]
    [InlineData("touch added", TrustFailure.TreeMismatch, "Runtime bundle verification failed: 'added' is not in the manifest")]
    [InlineData("mkdir -p x/y; touch x/y/z", TrustFailure.TreeMismatch, "'x/y/z' is not in the manifest")]
    [InlineData("ln -s empty added", TrustFailure.TreeMismatch, "'added' is not in the manifest")]
    [InlineData("mkfifo added", TrustFailure.TreeMismatch, "'added' is not in the manifest")]
    [InlineData("rm empty; mkfifo empty", TrustFailure.TreeMismatch, "'empty' is no file")]
    [InlineData("rm empty; mkdir empty", TrustFailure.TreeMismatch, "'empty' is no file")]
    [InlineData("cp empty ../e; rm empty; ln -s ../e empty", TrustFailure.TreeMismatch, "'empty' is no file")]
    [InlineData("rm current-lib; ln -s / current-lib", TrustFailure.TreeMismatch, "'current-lib' is a link to '/'")]
    [InlineData("rm current-lib; mkdir current-lib", TrustFailure.TreeMismatch, "'current-lib' is no link")]
    [InlineData("chmod -x edge-agent", TrustFailure.TreeMismatch, "'edge-agent' is not executable")]
    [InlineData("chmod +x empty", TrustFailure.TreeMismatch, "'empty' is executable")]
    [InlineData("rm manifest.json", TrustFailure.TreeMismatch, "Manifest not found: ")]
    [InlineData("printf x | dd of=signature.sig bs=1 seek=5 conv=notrunc", TrustFailure.BadSignature, "Signature verification failed — rejecting update")]
    public async Task A11_A12_a_changed_tree_is_refused_with_known_words(string line, TrustFailure failure, string words)
    {
        using var sample = new SampleBundle();
        var tree = await sample.InstallAsync((await sample.PackAsync()).Manifest);
        await BundleVerifier.VerifyTreeAsync(tree, sample.Keys, null, CancellationToken.None);
        Shell.Run(sample.Folder, $"cd tree; {line}");

        var refusal = await Assert.ThrowsAsync<TrustException>(() => BundleVerifier.VerifyTreeAsync(tree, sample.Keys, null, CancellationToken.None));

        Assert.Equal(failure, refusal.Failure);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A11_an_inspection_says_all_that_is_wrong_with_a_tree()
    {
        using var sample = new SampleBundle();
        var tree = await sample.InstallAsync((await sample.PackAsync()).Manifest);
        var intact = await BundleVerifier.InspectTreeAsync(tree, sample.Keys, null, CancellationToken.None);
        Shell.Run(sample.Folder, "cd tree; rm empty; echo x >> appsettings.json; chmod +x wwwroot/*; touch zz; rm current-lib; ln -s / current-lib; rm edge-agent; mkdir edge-agent; echo y >> lib/large.bin");

        var inspection = await BundleVerifier.InspectTreeAsync(tree, sample.Keys, null, CancellationToken.None);

        Assert.Empty(intact.Findings);
        Assert.Equal("1.4.2", inspection.Manifest.Manifest.Version.ToString());
        Assert.Equal(
            [
                ("appsettings.json", TreeFindingKind.Changed),
                ("current-lib", TreeFindingKind.Link),
                ("edge-agent", TreeFindingKind.Kind),
                ("empty", TreeFindingKind.Missing),
                ("lib/large.bin", TreeFindingKind.Changed),
                ("wwwroot/grüße.txt", TreeFindingKind.Mode),
                ("zz", TreeFindingKind.Added),
            ],
            inspection.Findings.Select(finding => (finding.Path, finding.Kind)));
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_input_and_not_an_attack()
    {
        using var sample = new SampleBundle();

        var refusal = await Assert.ThrowsAsync<InputException>(sample.VerifyAsync);

        Assert.Equal(InputFailure.FileNotFound, refusal.Failure);
    }
}
