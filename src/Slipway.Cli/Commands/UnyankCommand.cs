using System.CommandLine;
using Slipway.Bundles;
using Slipway.Publishing.Recalls;

namespace Slipway.Cli.Commands;

internal static class UnyankCommand
{
    public static Command Create()
    {
        var versions = Options.Arguments("version", "The releases, for example 2.4.1", SemanticVersion.Parse);
        var all = Options.Switch("--all", "All that are yanked, instead of releases");
        var except = Options.Several("--except", "version", "With --all: a release that stays yanked", SemanticVersion.Parse);
        var reason = Options.Required("--reason", "text", "Why, in a line: it is signed", text => text);
        var keys = StagingArgument.Keys();
        Command command = new("unyank", "Declare yanks void, of a thief or made by mistake: the people of targets sign it.") { versions, all, except, reason, keys };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var request = new UnyankRequest(arguments.GetRequiredValue(reason)!)
            {
                Versions = arguments.GetValue(versions),
                IsAboutAll = arguments.GetValue(all),
                Except = arguments.GetValue(except),
            };

            var unyanking = await new Unyanker(session.Repository(), StagingArgument.KeysOf(arguments, keys)).UnyankAsync(request, cancellation);

            session.Answer(UnyankText.ToJson(unyanking), UnyankLines.Of(unyanking));
            return ExitCode.Done;
        });

        return command;
    }
}
