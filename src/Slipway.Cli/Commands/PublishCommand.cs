using System.CommandLine;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli.Commands;

internal static class PublishCommand
{
    public static Command Create()
    {
        Argument<string[]> bundles = new("bundle") { Description = "Signed bundle folders: one version, each runtime once", Arity = ArgumentArity.OneOrMore };
        var channel = Options.Required("--channel", "name", "The channel that offers it first", ChannelName.Parse);
        var percent = Options.Create("--percent", "number", "The share of devices it goes to at first, 0 to 100; default: the channel's first wave", text => (int?)RolloutShare.Parse(text));
        var oldest = Options.Create("--min-secure-version", "version", "Devices never again go below this version", SemanticVersion.Parse);
        var allowMajor = Options.Switch("--allow-major", "Devices may take it although the major version rises");
        var notes = Options.Text("--notes", "text", "Release notes");
        var files = Options.Several("--github-file", "file", "A file that the release on GitHub has besides, such as an installer; its .sig comes with it", Options.NotEmpty, "SLIPWAY_GITHUB_FILES");
        GitHubOptions github = new();
        Command command = new("publish", "Verify signed bundles, store them and let a channel offer them.")
        {
            bundles, channel, percent, oldest, allowMajor, notes, files,
        };
        github.AddTo(command);

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var request = new PublishRequest([.. arguments.GetRequiredValue(bundles)], arguments.GetRequiredValue(channel)!)
            {
                AllowsMajor = arguments.GetValue(allowMajor),
                MinSecureVersion = arguments.GetValue(oldest),
                Notes = arguments.GetValue(notes),
                Permyriad = arguments.GetValue(percent),
            };

            var desk = github.Desk(arguments, session.Repository());
            var publication = await ProgressBar.RunAsync(progress => desk.PublishAsync(request, arguments.GetValue(files), progress, cancellation));

            session.Answer(JsonText.Of(publication), PublicationText.Lines(publication));
            return ExitCode.Done;
        });

        return command;
    }
}
