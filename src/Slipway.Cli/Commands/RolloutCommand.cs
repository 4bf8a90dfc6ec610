using System.CommandLine;
using Slipway.Channels;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli.Commands;

internal static class RolloutCommand
{
    public static Command Create() => new("rollout", "Say how fast a channel's release goes out, and why a device has it or not.")
    {
        Set(),
        RolloutAdvanceCommand.Create(),
        Change("halt", "Stop the release: who has it keeps it, nobody else gets it.", RecallOptions.OptionalReason(), (editor, channel, reason, cancellation) => editor.HaltAsync(channel, reason, cancellation)),
        Change("resume", "Go on with a release that was halted.", RecallOptions.OptionalReason(), (editor, channel, reason, cancellation) => editor.ResumeAsync(channel, reason, cancellation)),
        Change("rollback", "Take the release back: who has it returns to the release that the offer pins.", RecallOptions.Reason(), (editor, channel, reason, cancellation) => editor.RollBackAsync(channel, reason!, cancellation)),
        RolloutExplainCommand.Create(),
    };

    private static Command Set()
    {
        var percent = Options.Create("--percent", "number", "The share of devices, 0 to 100", text => (int?)RolloutShare.Parse(text));
        var notBefore = Options.Create("--not-before", "time", "The earliest time for devices to take it, for example 2026-11-21T22:00:00Z, or now", ParseBegin);
        var command = Change(
            "set",
            "Let the release go to a share of the devices, or begin at a time.",
            (editor, channel, arguments, cancellation) => editor.SetAsync(channel, arguments.GetValue(percent), arguments.GetValue(notBefore), cancellation));
        command.Add(percent);
        command.Add(notBefore);
        command.Validators.Add(arguments =>
        {
            if (!Options.IsGiven(arguments, percent) && !Options.IsGiven(arguments, notBefore))
            {
                arguments.AddError("One of --percent NUMBER and --not-before TIME is needed.");
            }
        });
        return command;
    }

    private static Command Change(string name, string description, Option<string?> reason, Func<RolloutEditor, ChannelName, string?, CancellationToken, Task<Rollout>> change)
    {
        var command = Change(name, description, (editor, channel, arguments, cancellation) => change(editor, channel, arguments.GetValue(reason), cancellation));
        command.Add(reason);
        return command;
    }

    private static Command Change(string name, string description, Func<RolloutEditor, ChannelName, ParseResult, CancellationToken, Task<Rollout>> change)
    {
        var channel = Options.Required("--channel", "name", "The channel whose rollout it is", ChannelName.Parse);
        Command command = new(name, description) { channel };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var rollout = await change(new RolloutEditor(session.Repository()), arguments.GetRequiredValue(channel)!, arguments, cancellation);

            session.Answer(JsonText.Of(rollout)!, $"{rollout.Channel} {rollout.Version} {PublicationText.Describe(rollout)}");
            return ExitCode.Done;
        });

        return command;
    }

    private static DateTimeOffset? ParseBegin(string text) => text == "now" ? DateTimeOffset.UnixEpoch : IsoTime.ParseTyped(text);
}
