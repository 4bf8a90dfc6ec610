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
        var channel = Options.Create("--channel", "The channel that devices follow unless told another; default: stable", ChannelName.Parse);
        var runtime = Options.Create("--rid", "The devices' runtime; default: this machine's", RuntimeId.Parse, "SLIPWAY_RUNTIMES");
        var output = Options.Text("--output", "The script; default: install.sh", "SLIPWAY_INSTALLER_FILE");
        var agent = Options.Text("--agent", "The agent program; default: the one that came with this command", "SLIPWAY_AGENT_FILE");
        var executable = Options.Text("--exec", "The product's program, relative to its folder; default: the one that the release makes plain", "SLIPWAY_EXECUTABLE");
        Command command = new("installer", "Make the one file that installs the agent on a device.") { channel, runtime, output, agent, executable };

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
                },
                $"{installer.File} ({installer.Length / 1024} KiB, {installer.Channel}, {installer.Runtime}) sha256:{installer.Digest}");
            return ExitCode.Done;
        });

        return command;
    }
}
