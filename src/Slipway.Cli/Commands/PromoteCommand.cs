using System.CommandLine;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli.Commands;

internal static class PromoteCommand
{
    public static Command Create()
    {
        var version = Options.Argument("version", "The release, for example 2.4.1", SemanticVersion.Parse);
        var from = Options.Required("--from", "The channel that offers it now", ChannelName.Parse, "SLIPWAY_PROMOTE_FROM");
        var to = Options.Required("--to", "The channel that is to offer it too", ChannelName.Parse, "SLIPWAY_PROMOTE_TO");
        var percent = Options.Create("--percent", "The share of devices it goes to at first; default: the channel's first wave", text => (int?)RolloutShare.Parse(text));
        GitHubOptions github = new();
        Command command = new("promote", "Offer a published release to another channel. Nothing is rebuilt: devices get the same bytes.")
        {
            version, from, to, percent,
        };
        github.AddTo(command);

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var repository = session.Repository();
            var request = new PromotionRequest(arguments.GetRequiredValue(version), arguments.GetRequiredValue(from)!, arguments.GetRequiredValue(to)!)
            {
                Permyriad = arguments.GetValue(percent),
            };
            var publication = github.Resolve(arguments, repository.Policy) is { } target
                ? await new GitHubPublisher(repository, target).PromoteAsync(request, cancellation)
                : await new ReleasePromoter(repository).PromoteAsync(request, cancellation);

            session.Answer(JsonText.Of(publication), PublicationText.Lines(publication));
            return ExitCode.Done;
        });

        return command;
    }
}
