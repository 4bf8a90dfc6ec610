using System.CommandLine;
using Slipway.Publishing.Ceremonies;

namespace Slipway.Cli.Commands;

internal static class CommitCommand
{
    public static Command Create()
    {
        var id = StagingArgument.Create();
        var keys = StagingArgument.Keys();
        var lost = Options.Switch("--old-keys-lost", "Let a new root go out although old keys of snapshot, timestamp or targets cannot sign any more: readers refuse what they read in the moment between");
        Command command = new("commit", "Publish a staging that enough have signed. Everything is verified again.") { id, keys, lost };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var desk = new StagingDesk(session.Repository(), StagingArgument.KeysOf(arguments, keys));
            var review = await desk.CommitAsync(await desk.ResolveAsync(arguments.GetValue(id), cancellation), arguments.GetValue(lost), cancellation);

            session.Answer(StagingText.ToJson(review), [.. StagingText.Lines(review), $"published: {string.Join(", ", review.Roles.Select(role => $"{role.Role} {role.ToVersion}"))}"]);
            return ExitCode.Done;
        });

        return command;
    }
}
