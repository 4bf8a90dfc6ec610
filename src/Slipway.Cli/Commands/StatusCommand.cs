using System.CommandLine;
using Slipway.Publishing.Releases;

namespace Slipway.Cli.Commands;

internal static class StatusCommand
{
    public static Command Create()
    {
        var margin = Options.Create("--require", "duration", "Refuse if a role expires earlier than this from now, such as 36h: for whoever watches", text => (TimeSpan?)DurationText.Parse(text));
        Command command = new("status", "Show what each channel offers, to how many devices, what lags behind, who signed what, and what expires next.") { margin };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var status = await RepositoryStatus.ReadAsync(session.Repository(), cancellation);

            foreach (var expired in status.Roles.Where(role => role.Life.At(status.Time) == RoleFreshness.Expired))
            {
                Session.Warn($"{expired.Life.Role} expired at {expired.Life.Expires:u}: devices refuse it, and what is shown may not be the newest.");
            }

            if (arguments.GetValue(margin) is { } required)
            {
                status.RequireFresh(required);
            }

            session.Answer(StatusText.ToJson(status), StatusText.Lines(status));
            return ExitCode.Done;
        });

        return command;
    }
}
