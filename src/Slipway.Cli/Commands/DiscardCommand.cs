using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Ceremonies;

namespace Slipway.Cli.Commands;

internal static class DiscardCommand
{
    public static Command Create()
    {
        Argument<string> id = new("id") { Description = "The staging" };
        Command command = new("discard", "Drop a staging with its signatures. What devices see does not change.") { id };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var staging = arguments.GetRequiredValue(id);
            await new StagingDesk(session.Repository(), []).DiscardAsync(staging, cancellation);

            session.Answer(new JsonObject { ["discarded"] = staging }, $"discarded {staging}");
            return ExitCode.Done;
        });

        return command;
    }
}
