using System.CommandLine;

namespace Slipway.Cli.Commands;

internal static class PromoteCommand
{
    public static Command Create()
    {
        PromotionOptions options = new();
        PlanOptions plan = new();
        GitHubOptions github = new();
        Command command = new("promote", "Offer a published release to another channel. Nothing is rebuilt: devices get the same bytes.");
        options.AddTo(command);
        plan.AddTo(command);
        github.AddTo(command);

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var request = options.Read(arguments);
            var desk = github.Desk(arguments, session.Repository());
            if (plan.IsWanted(arguments))
            {
                return await plan.ShowAsync(session, desk, request, cancellation);
            }

            var publication = await desk.PromoteAsync(request, cancellation);

            session.Answer(JsonText.Of(publication), PublicationText.Lines(publication));
            return ExitCode.Done;
        });

        return command;
    }
}
