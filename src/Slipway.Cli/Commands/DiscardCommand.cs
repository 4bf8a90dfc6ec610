using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Ceremonies;

namespace Slipway.Cli.Commands;

internal static class DiscardCommand
{
    public static Command Create()
    {
        var id = StagingArgument.Create();
        Command command = new("discard", "Drop a staging with its signatures. What devices see does not change. Without ID: the only one.") { id };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var desk = new StagingDesk(session.Repository(), []);
            var staging = await desk.ResolveAsync(arguments.GetValue(id), cancellation);
            await desk.DiscardAsync(staging, cancellation);

            session.Answer(new JsonObject { ["discarded"] = staging }, $"discarded {staging}");
            return ExitCode.Done;
        });

        return command;
    }
}
