using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Delivery;
using Slipway.Publishing.Mirroring;

namespace Slipway.Cli.Commands;

internal static class UrlCommand
{
    public static Command Create()
    {
        var version = Options.Argument<SemanticVersion?>("version", "A release: links to its bundle files", SemanticVersion.Parse);
        version.Arity = ArgumentArity.ZeroOrOne;
        var path = Options.Text("--path", "path", "One file: stable/linux-x64.json, or metadata/timestamp.json", "SLIPWAY_URL_PATH");
        var all = Options.Switch("--all", "Every file that a channel's devices read");
        var channels = Options.Several("--channel", "name", "With --all: a channel whose devices it is for; default: stable", ChannelName.Parse);
        var runtimes = Options.Several("--rid", "rid", "A runtime; default: every one", RuntimeId.Parse, "SLIPWAY_RUNTIMES");
        var expires = Options.Create("--expires", "duration", "How long the links are good, for example 30m, 12h or 7d; default: 1h", text => (TimeSpan?)DurationText.Parse(text));
        Command command = new("url", "Print links to files of a private bucket. Whoever has a link may read the file until it expires.") { version, path, all, channels, runtimes, expires };
        command.Validators.Add(arguments =>
        {
            if (new[] { arguments.GetResult(version) is { Implicit: false }, Options.IsGiven(arguments, path, "SLIPWAY_URL_PATH"), arguments.GetValue(all) }.Count(isGiven => isGiven) != 1)
            {
                arguments.AddError("One of VERSION, --path PATH and --all is needed.");
            }
        });

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var links = new ReleaseLinks(session.Repository(), arguments.GetValue(expires) ?? ReleaseLinks.DefaultLifetime);
            var found = arguments.GetValue(version) is { } release ? await links.OfReleaseAsync(release, arguments.GetValue(runtimes), cancellation)
                : arguments.GetValue(path) is { } file ? [await links.OfFileAsync(file, cancellation)]
                : await links.OfDevicesAsync(new CopySelection(arguments.GetValue(channels) is { IsEmpty: false } of ? of : [ChannelName.Default], arguments.GetValue(runtimes)), cancellation);

            session.Answer(ToJson(found), found.Select(link => link.Url.AbsoluteUri));
            return ExitCode.Done;
        });

        return command;
    }

    private static JsonObject ToJson(ImmutableArray<ReleaseLink> links) => new()
    {
        ["links"] = new JsonArray([.. links.Select(link => (JsonNode)new JsonObject
        {
            ["path"] = link.Path,
            ["url"] = link.Url.AbsoluteUri,
            ["expires_at"] = link.Expires.ToUnixTimeSeconds(),
            ["sha256"] = link.Digest.ToString(),
            ["length"] = link.Length,
        })]),
    };
}
