using System.CommandLine;
using System.Globalization;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.History;

namespace Slipway.Cli.Commands;

internal static class HistoryCommand
{
    public static Command Create()
    {
        var channel = Options.Create("--channel", "name", "One channel; default: all", ChannelName.Parse);
        var runtime = Options.Create("--rid", "rid", "One runtime; default: all", RuntimeId.Parse, "SLIPWAY_RUNTIMES");
        var limit = Options.Create("--limit", "number", "How many events, the newest first; default: 100", text => (int?)ParseLimit(text));
        Command command = new("history", "Tell who released what when, from signed metadata that is still in the store. It needs no key.") { channel, runtime, limit };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var request = new HistoryRequest
            {
                Channel = arguments.GetValue(channel),
                Runtime = arguments.GetValue(runtime),
                Limit = arguments.GetValue(limit) ?? HistoryRequest.DefaultLimit,
            };

            var history = await ProgressBar.RunAsync(progress => new HistoryReader(session.Repository()).ReadAsync(request, progress, cancellation));

            session.Answer(HistoryText.ToJson(history), HistoryText.Lines(history));
            return ExitCode.Done;
        });

        return command;
    }

    private static int ParseLimit(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
        ? limit
        : throw new FormatException($"'{text}' is no number of events: expected for example 20");
}
