using System.CommandLine;
using Slipway.Bundles;
using Slipway.Publishing.Recalls;

namespace Slipway.Cli.Commands;

internal static class YankCommand
{
    public static Command Create()
    {
        var version = Options.Argument("version", "The release, for example 2.4.1", SemanticVersion.Parse);
        var reason = RecallOptions.Reason();
        Command command = new("yank", "Take a release back: channels that offer it go back, nobody is offered it again, and devices that run it are told why.")
        {
            version, reason,
        };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var yanking = await new Yanker(session.Repository()).YankAsync(arguments.GetRequiredValue(version), arguments.GetRequiredValue(reason)!, cancellation);

            if (yanking.HasDeadEnd)
            {
                Session.Warn($"{yanking.Release.Version} is a dead end for devices that run it, where there is no release to go back to: publish a mended one.");
            }

            session.Answer(YankText.ToJson(yanking), YankLines.Of(yanking));
            return ExitCode.Done;
        });

        return command;
    }
}
