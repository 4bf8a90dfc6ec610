using System.CommandLine;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli.Commands;

internal static class RollbackCommand
{
    public static Command Create()
    {
        var channel = Options.Required("--channel", "name", "The channel that goes back", ChannelName.Parse);
        var to = Options.Create("--to", "version", "The release to go back to; default: the one that the channel's offers pin", SemanticVersion.Parse, "SLIPWAY_ROLLBACK_TO");
        var from = Options.Several("--from", "version", "A version that devices may leave for it, besides all that are listed in between", SemanticVersion.Parse, "SLIPWAY_ROLLBACK_FROM");
        var percent = Options.Create("--percent", "number", "The share of devices that goes back at first, 0 to 100; default: 100", text => (int?)RolloutShare.Parse(text));
        var reason = RecallOptions.Reason();
        Command command = new("rollback", "Let a channel offer an older release again. Its own keys sign that, and devices go down to it.") { channel, to, from, percent, reason };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var publication = await new ChannelRollback(session.Repository()).RollBackAsync(
                new RollbackRequest(arguments.GetRequiredValue(channel)!, arguments.GetRequiredValue(reason)!)
                {
                    To = arguments.GetValue(to),
                    From = arguments.GetValue(from),
                    Permyriad = arguments.GetValue(percent),
                },
                cancellation);

            session.Answer(JsonText.Of(publication), [.. PublicationText.Lines(publication), .. Leave(publication)]);
            return ExitCode.Done;
        });

        return command;
    }

    private static IEnumerable<string> Leave(Publication publication) =>
        publication.Offers.SelectMany(offer => offer.AllowDowngradeFrom).Distinct().Order().ToArray() is { Length: > 0 } versions
            ? [$"devices may go back from {string.Join(", ", versions.Select(version => version.ToString()))}"]
            : [];
}
