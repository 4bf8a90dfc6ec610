using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Installers;

namespace Slipway.Cli.Commands;

internal static class InstallerCommand
{
    public static Command Create()
    {
        var channel = Options.Create("--channel", "name", "The channel that devices follow unless told another; default: stable", ChannelName.Parse);
        var runtime = Options.Create("--rid", "rid", "The devices' runtime; default: this machine's", RuntimeId.Parse, "SLIPWAY_RUNTIMES");
        var output = Options.Text("--output", "file", "The script; default: install.sh", "SLIPWAY_INSTALLER_FILE");
        var agent = Options.Text("--agent", "file", "The agent program; default: the package Slipway.Agent.RID, else the one that came with this command", "SLIPWAY_AGENT_FILE");
        var executable = Options.Text("--exec", "path", "The product's program, relative to its folder; default: the one that the release makes plain", "SLIPWAY_EXECUTABLE");
        var pack = Options.Text("--pack", "file", "A pack from 'slipway export', so that the first installation needs no network", "SLIPWAY_PACK_FILE");
        var signing = Options.Create("--sign", "auto|required|never", "Whether the builder's signature goes beside the script; default: auto, where a key is here", text => (InstallerSigning?)InstallerSigningText.Parse(text), "SLIPWAY_SIGN_INSTALLER");
        Command command = new("installer", "Make the one file that installs the agent on a device.") { channel, runtime, output, agent, executable, pack, signing };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var request = new InstallerRequest(
                arguments.GetValue(channel) ?? ChannelName.Default,
                arguments.GetValue(runtime) ?? HostRuntime.Current(),
                arguments.GetValue(output) ?? "install.sh")
            {
                AgentFile = arguments.GetValue(agent),
                Executable = arguments.GetValue(executable),
                PackFile = arguments.GetValue(pack),
                Signing = arguments.GetValue(signing) ?? InstallerSigning.Auto,
            };

            var installer = await new InstallerGenerator(session.Repository()).GenerateAsync(request, cancellation);

            session.Answer(
                new JsonObject
                {
                    ["file"] = installer.File,
                    ["sha256"] = installer.Digest.ToString(),
                    ["length"] = installer.Length,
                    ["channel"] = installer.Channel.ToString(),
                    ["rid"] = installer.Runtime.ToString(),
                    ["signature"] = installer.Signature?.File,
                    ["public_key"] = installer.Signature?.PublicKeyFile,
                },
                [
                    $"{installer.File} ({installer.Length / 1024} KiB, {installer.Channel}, {installer.Runtime}) sha256:{installer.Digest}",
                    .. installer.Signature is { } signature ? new[] { $"{signature.File} by {signature.PublicKeyFile} ({signature.KeyId})" } : [],
                ]);
            return ExitCode.Done;
        });

        return command;
    }
}
