using System.Text.Json.Nodes;
using Slipway.Agent.Device;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent verify</c>: the running tree against the signature it was approved with (REQUIREMENTS A11).</summary>
internal static class VerifyCommand
{
    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var installed = new InstalledVersions(host.Layout);
        var tree = installed.Current
            ?? throw new DeviceException(DeviceFailure.NotInstalled, $"Nothing is installed in {host.Layout.Base}.") { Hint = "Run 'slipway-agent update'." };
        var verified = await installed.VerifyAsync(tree, progress: null, cancellation);
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
}
