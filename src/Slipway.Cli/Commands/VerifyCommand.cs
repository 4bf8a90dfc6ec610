using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Bundling;

namespace Slipway.Cli.Commands;

internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = Options.Argument("bundle", "A bundle's folder, or a folder that was signed in place", Options.NotEmpty);
        var key = Options.Text("--key", "file", "The builder's public key, for example keys/builder.pub.pem; default: the keys that the repository trusts", "SLIPWAY_PUBLIC_KEY");
        Command command = new("verify", "Verify signatures and every file of a bundle.") { folder, key };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var verifier = new BundleVerification(arguments.GetValue(key), () => session.Repository());

            var verified = await ProgressBar.RunAsync(progress => verifier.VerifyAsync(arguments.GetRequiredValue(folder), progress, cancellation));

            session.Answer(
                new JsonObject
                {
                    ["bundle"] = verified.Manifest.BundleName,
                    ["rid"] = verified.Manifest.Runtime.ToString(),
                    ["manifest_sha256"] = verified.Digest.ToString(),
                    ["files"] = verified.Manifest.Files.Count,
                    ["keyid"] = verified.SignedBy.Id.ToString(),
                },
                $"{verified.Manifest.BundleName} {verified.Manifest.Runtime} verified: {verified.Manifest.Files.Count} files, signed by {verified.SignedBy.Id}");
            return ExitCode.Done;
        });

        return command;
    }
}
