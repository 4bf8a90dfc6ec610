using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Keys;

namespace Slipway.Cli.Commands;

internal static class BundleCommand
{
    public static Command Create()
    {
        var payload = Options.Argument("payload", "The folder to pack", Options.NotEmpty);
        var product = Options.Create("--product", "name", "What it is a release of; default: the one in slipway.json", SegmentName.Parse);
        var version = Options.Required("--version", "version", "The release's version (SemVer 2)", SemanticVersion.Parse);
        var runtime = Options.Create("--rid", "rid", "The devices' runtime; default: this machine's", RuntimeId.Parse, "SLIPWAY_RUNTIMES");
        var key = Options.Create("--key", "reference", "The builder's key, for example file:keys/builder.pem; without one the bundle is not signed", KeyReference.Parse);
        var output = Options.Text("--output", "folder", "The bundle's folder; default: dist/PRODUCT-VERSION/RID", "SLIPWAY_BUNDLE_DIRECTORY");
        var oldest = Options.Create("--min-current-version", "version", "The oldest version that may be updated to it directly", SemanticVersion.Parse);
        var rollback = Options.Create("--rollback-version", "version", "The version to go back to when it fails", SemanticVersion.Parse);
        var compression = Options.Create("--compression", "zstd|gzip", "How the payload is compressed; default: zstd", text => (PayloadCompression?)CompressionText.Parse(text));
        var level = Options.Create("--level", "number", "The compression level; default: 3 for zstd, 6 for gzip", text => (int?)CompressionText.ParseLevel(text), "SLIPWAY_COMPRESSION_LEVEL");
        Command command = new("bundle", "Pack a folder into a bundle, and sign it.")
        {
            payload, product, version, runtime, key, output, oldest, rollback, compression, level,
        };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var policy = session.TryPolicy();
            var name = arguments.GetValue(product) ?? policy?.Product ?? throw ProductMissing();
            var release = arguments.GetRequiredValue(version)!;
            var target = arguments.GetValue(runtime) ?? HostRuntime.Current();
            using var signer = arguments.GetValue(key) is { } reference ? session.OpenSigner(reference) : null;
            var request = new PackRequest
            {
                Product = name,
                Version = release,
                Runtime = target,
                Payload = PayloadSource.FromFolder(arguments.GetRequiredValue(payload)),
                OutputFolder = arguments.GetValue(output) ?? Path.Combine("dist", $"{name}-{release}", target.ToString()),
                MinCurrentVersion = arguments.GetValue(oldest),
                RollbackVersion = arguments.GetValue(rollback),
                Health = policy?.Health,
                Hooks = policy?.Hooks,
                Compression = arguments.GetValue(compression) ?? PayloadCompression.Zstd,
                Level = arguments.GetValue(level),
            };

            var bundle = await ProgressBar.RunAsync(progress => BundlePacker.PackAsync(request, signer, progress, cancellation));

            session.Answer(ToJson(bundle), $"{bundle.Folder} sha256:{bundle.ManifestDigest}{(bundle.IsSigned ? "" : " (not signed)")}");
            return ExitCode.Done;
        });

        return command;
    }

    private static JsonObject ToJson(PackedBundle bundle) => new()
    {
        ["folder"] = bundle.Folder,
        ["bundle"] = bundle.Manifest.BundleName,
        ["rid"] = bundle.Manifest.Runtime.ToString(),
        ["manifest_sha256"] = bundle.ManifestDigest.ToString(),
        ["payload_sha256"] = bundle.Manifest.PayloadDigest?.ToString(),
        ["payload_size"] = bundle.Manifest.PayloadSize,
        ["unpacked_size"] = bundle.Manifest.UnpackedSize,
        ["files"] = bundle.Manifest.Files.Count,
        ["signed"] = bundle.IsSigned,
    };

    private static InputException ProductMissing() =>
        new(InputFailure.OptionInvalid, "It is not said what the bundle is a release of.") { Hint = "Add --product NAME, or make a slipway.json with 'slipway init'." };
}
