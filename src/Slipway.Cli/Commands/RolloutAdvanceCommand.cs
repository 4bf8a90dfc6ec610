using System.CommandLine;
using Slipway.Channels;
using Slipway.Publishing;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli.Commands;

internal static class RolloutAdvanceCommand
{
    public static Command Create()
    {
        var channel = Options.Create("--channel", "name", "The channel whose rollout goes on; default: every one", ChannelName.Parse);
        Command command = new("advance", "Go on to the next wave where the soak and the gates allow it. A schedule may call it blindly.") { channel };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var advances = await new RolloutAdvancer(session.Repository()).AdvanceAsync(arguments.GetValue(channel), cancellation);

            session.Answer(AdvanceJson.Of(advances), AdvanceLines.Of(advances).Select(PlainText.Of));
            return advances.IsStopped ? ExitCode.Refused : advances.IsWaiting ? ExitCode.TryAgainLater : ExitCode.Done;
        });

        return command;
    }
}
