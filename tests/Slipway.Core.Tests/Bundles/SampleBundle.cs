using Slipway.Bundles;
using Slipway.Signing;

namespace Slipway.Core.Tests.Bundles;

/// <summary>A small application folder with everything a payload can have, and the bundle made of it.</summary>
internal sealed class SampleBundle : IDisposable
{
    public static readonly string LongPath = $"lib/{new string('a', 120)}/{new string('b', 90)}.txt";

    private readonly TemporaryFolder _folder = new();

    public SampleBundle()
    {
        Write("edge-agent", "#!/bin/sh\necho hello\n", isExecutable: true);
        Write("appsettings.json", "{}\n");
        Write("empty", "");
        Write("wwwroot/grüße.txt", "grüße\n");
        Write(LongPath, "far down\n");
        Write("lib/large.bin", new string('x', 700_001));
        Directory.CreateSymbolicLink(InPayload("lib/latest.bin"), "large.bin");
        Directory.CreateSymbolicLink(InPayload("current-lib"), "./lib/");
    }

    public Ed25519PrivateKey Key { get; } = Ed25519PrivateKey.FromSeed(Enumerable.Repeat((byte)7, 32).ToArray());

    public VerificationKey[] Keys => [Key.PublicKey];

    public TemporaryFolder Folder => _folder;

    public string Payload => _folder["app"];

    public string Output => _folder["bundle"];

    public static BundleDescription Description { get; } = new()
    {
        Product = SegmentName.Parse("edge-agent"),
        Version = SemanticVersion.Parse("1.4.2"),
        Runtime = RuntimeId.Parse("linux-arm64"),
        Timestamp = 1716979200,
        MinCurrentVersion = SemanticVersion.Parse("1.2.0"),
        RollbackVersion = SemanticVersion.Parse("1.4.1"),
    };

    public string InPayload(string path) => Path.Combine(Payload, path);

    public string InBundle(string name) => Path.Combine(Output, name);

    public void Write(string path, string text, bool isExecutable = false)
    {
        var file = InPayload(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        if (isExecutable)
        {
            Command.Run(_folder, "chmod", "u+x", file);
        }
    }

    public BundleRequest Request(PayloadCompression compression = PayloadCompression.Zstd) => new()
    {
        Description = Description,
        Payload = PayloadSource.FromFolder(Payload),
        Compression = compression,
    };

    public Task<VerifiedManifest> PackAsync(PayloadCompression compression = PayloadCompression.Zstd) =>
        BundleWriter.WriteSignedAsync(Request(compression), Key, Output, null, CancellationToken.None);

    public Task<VerifiedManifest> VerifyAsync() => BundleVerifier.VerifyBundleAsync(Output, Keys, null, CancellationToken.None);

    public async Task<string> InstallAsync(Manifest manifest)
    {
        var tree = _folder["tree"];
        Directory.CreateDirectory(tree);
        await using (var payload = File.OpenRead(InBundle(manifest.Payload!)))
        {
            await PayloadExtractor.ExtractAsync(payload, manifest, tree, null, CancellationToken.None);
        }

        File.Copy(InBundle("manifest.json"), Path.Combine(tree, "manifest.json"));
        File.Copy(InBundle("signature.sig"), Path.Combine(tree, "signature.sig"));
        return tree;
    }

    public void Dispose()
    {
        Key.Dispose();
        _folder.Dispose();
    }
}
