using System.CommandLine;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli.Commands;

internal static class RolloutExplainCommand
{
    public static Command Create()
    {
        var device = Options.Required("--device", "id", "The device's id", Options.NotEmpty);
        var channel = Options.Create("--channel", "name", "The channel that it follows; default: stable", ChannelName.Parse);
        var runtime = Options.Create("--rid", "rid", "Its runtime; default: the only one that the channel has an offer for", RuntimeId.Parse);
        var running = Options.Create("--running", "version", "The version that it runs; default: nothing is installed yet", SemanticVersion.Parse);
        var floor = Options.Create("--floor", "version", "The oldest version that it still accepts, as 'slipway-agent status' says", SemanticVersion.Parse);
        var time = Options.Create("--at", "time", "When it decides, for example 2026-11-21T22:00:00Z; default: now", text => (DateTimeOffset?)IsoTime.ParseTyped(text));
        Command command = new("explain", "Say what a device does about its channel's offer, and why: as it would itself.") { device, channel, runtime, running, floor, time };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var request = new ExplainRequest(arguments.GetRequiredValue(device)!, arguments.GetValue(channel) ?? ChannelName.Default)
            {
                Runtime = arguments.GetValue(runtime),
                Running = arguments.GetValue(running),
                Floor = arguments.GetValue(floor),
                Time = arguments.GetValue(time),
            };
            var explanation = await new RolloutExplainer(session.Repository()).ExplainAsync(request, cancellation);

            session.Answer(ExplanationText.ToJson(explanation), ExplanationText.Lines(explanation));
            return ExitCode.Done;
        });

        return command;
    }
}
