using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Keys;

namespace Slipway.Cli.Commands;

internal static class SignCommand
{
    public static Command Create()
    {
        var folder = Options.Required("--bundle-dir", "folder", "A bundle that was packed without a key, or any folder to sign in place", Options.NotEmpty);
        var key = Options.Create("--private-key", "reference", "The builder's key, for example file:keys/builder.pem; default: the first one of the role releases in slipway.json", KeyReference.Parse, "SLIPWAY_KEY");
        var output = Options.Text("--output-manifest", "file", "Where a folder's manifest goes; default: manifest.json in it");
        var product = Options.Create("--product", "name", "What a folder is a release of; default: the one in slipway.json. A bundle has to be of it", SegmentName.Parse);
        var version = Options.Create("--version", "version", "The version of a folder; default: the one in its manifest.json, else 0.0.0. A bundle has to have it", SemanticVersion.Parse);
        var runtime = Options.Create("--rid", "rid", "The runtime of a folder; default: the one in its manifest.json, else this machine's. A bundle has to be for it", RuntimeId.Parse, "SLIPWAY_RUNTIMES");
        Command command = new("sign", "Sign a bundle, or a folder in place.") { folder, key, output, product, version, runtime };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var reference = arguments.GetValue(key);
            var policy = reference is null ? session.Policy() : session.TryPolicy();
            using var signer = reference is null ? session.OpenSigner(policy!.BuilderKey, policy.Folder) : session.OpenSigner(reference);
            var request = new SignRequest(arguments.GetRequiredValue(folder)!)
            {
                OutputManifest = arguments.GetValue(output),
                Product = arguments.GetValue(product),
                Version = arguments.GetValue(version),
                Runtime = arguments.GetValue(runtime),
                Policy = policy,
            };

            var signed = await BundleSigning.SignAsync(request, signer, cancellation);

            session.Answer(
                new JsonObject
                {
                    ["manifest"] = signed.ManifestFile,
                    ["manifest_sha256"] = signed.Digest.ToString(),
                    ["keyid"] = signer.PublicKey.Id.ToString(),
                },
                $"{signed.ManifestFile} sha256:{signed.Digest}");
            return ExitCode.Done;
        });

        return command;
    }
}
