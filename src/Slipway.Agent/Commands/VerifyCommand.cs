using System.Text.Json.Nodes;
using Slipway.Agent.Device;
using Slipway.Agent.Updates;
using Slipway.Bundles;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent verify</c>: the running tree against the signature it was approved with (REQUIREMENTS A11).</summary>
internal static class VerifyCommand
{
    public static readonly CommandOption OnFailure = new("--on-failure", "refuse, or switch to the previous version if that one is as it was signed; else as device.json says")
    {
        Value = "ACTION",
        Choices = [VerificationSettings.Refuse, VerificationSettings.Previous],
    };

    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var verified = await VerifyAsync(host, cancellation);
        var manifest = verified.Manifest;
        await host.Output.WriteLineAsync(host.IsJson
            ? IndentedJson.EncodeText(new JsonObject
            {
                ["version"] = manifest.Version.ToString(),
                ["manifest_sha256"] = verified.Digest.ToString(),
                ["files"] = (long)manifest.Files.Count,
                ["verified"] = true,
            })
            : $"{manifest.BundleName} verified: signature, {manifest.Files.Count} files, nothing besides");
        return ExitCode.Done;
    }

    private static async Task<VerifiedManifest> VerifyAsync(AgentHost host, CancellationToken cancellation)
    {
        var installed = new InstalledVersions(host.Layout);
        try
        {
            var tree = installed.Current
                ?? throw new DeviceException(DeviceFailure.NotInstalled, $"Nothing is installed in {host.Layout.Base}.") { Hint = "Run 'slipway-agent update'." };
            return await installed.VerifyAsync(tree, progress: null, cancellation);
        }
        catch (SlipwayException damage) when (FallsBack(host))
        {
            return await new Fallback(host.Layout, host.Log, host.Clock).RunAsync(damage, cancellation);
        }
    }

    /// <summary>A device.json that cannot be read keeps no version from running, and lets none run that is damaged.</summary>
    private static bool FallsBack(AgentHost host)
    {
        try
        {
            return host.Line.Value(OnFailure) is { } action ? action == VerificationSettings.Previous : host.ReadConfiguration().Verification.FallsBack;
        }
        catch (DeviceException unreadable)
        {
            host.Log.Say($"a damaged version is refused, since {unreadable.Message}");
            return false;
        }
    }
}
