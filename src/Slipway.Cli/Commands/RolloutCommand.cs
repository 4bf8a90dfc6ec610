using System.CommandLine;
using Slipway.Channels;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli.Commands;

internal static class RolloutCommand
{
    public static Command Create() => new("rollout", "Say how fast a channel's release goes out.")
    {
        Set(),
        Change("halt", "Stop the release: who has it keeps it, nobody else gets it.", (editor, channel, cancellation) => editor.HaltAsync(channel, cancellation)),
        Change("resume", "Go on with a release that was halted.", (editor, channel, cancellation) => editor.ResumeAsync(channel, cancellation)),
    };

    private static Command Set()
    {
        var percent = Options.Required("--percent", "The share of devices, 0 to 100", text => (int?)RolloutShare.Parse(text));
        var command = Change(
            "set",
            "Let the release go to a share of the devices.",
            (editor, channel, cancellation, arguments) => editor.SetAsync(channel, arguments.GetRequiredValue(percent)!.Value, cancellation));
        command.Add(percent);
        return command;
    }

    private static Command Change(string name, string description, Func<RolloutEditor, ChannelName, CancellationToken, Task<Rollout>> change) =>
        Change(name, description, (editor, channel, cancellation, _) => change(editor, channel, cancellation));

    private static Command Change(
        string name, string description, Func<RolloutEditor, ChannelName, CancellationToken, ParseResult, Task<Rollout>> change)
    {
        var channel = Options.Required("--channel", "The channel", ChannelName.Parse);
        Command command = new(name, description) { channel };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var rollout = await change(new RolloutEditor(session.Repository()), arguments.GetRequiredValue(channel)!, cancellation, arguments);

            session.Answer(JsonText.Of(rollout)!, $"{rollout.Channel} {rollout.Version} {PublicationText.Describe(rollout)}");
            return ExitCode.Done;
        });

        return command;
    }
}
