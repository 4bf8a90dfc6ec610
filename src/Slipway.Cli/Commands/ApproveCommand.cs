using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing;
using Slipway.Publishing.Ceremonies;

namespace Slipway.Cli.Commands;

internal static class ApproveCommand
{
    public static Command Create()
    {
        var id = StagingArgument.Create();
        var yes = Options.Switch("--yes", "Sign without asking: for scripts that have looked at it in another way");
        var keys = StagingArgument.Keys();
        Command command = new("approve", "Show in words what a staging changes, and sign it with the keys at hand. Without ID: the only one, or a list.") { id, yes, keys };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var desk = new StagingDesk(session.Repository(), StagingArgument.KeysOf(arguments, keys));
            var ids = arguments.GetValue(id) is { } named ? [named] : await desk.ListAsync(cancellation);
            if (ids.Length != 1)
            {
                session.Answer(new JsonObject { ["stagings"] = new JsonArray([.. ids.Select(each => (JsonNode)each)]) }, await ListAsync(desk, ids, cancellation));
                return ExitCode.Done;
            }

            var review = await desk.ReviewAsync(ids[0], cancellation);
            Confirmation.Require(StagingText.Lines(review), "Sign this?", arguments.GetValue(yes));
            var (approved, added) = await desk.ApproveAsync(review, cancellation);

            var json = StagingText.ToJson(approved);
            json["added"] = added;
            var lines = arguments.GetValue(yes) ? StagingText.Lines(approved) : StagingText.Headings(approved);
            session.Answer(json, [.. lines, added == 0 ? "signed already with the keys at hand" : $"added {added} signature(s)", StagingText.Next(approved)]);
            return ExitCode.Done;
        });

        return command;
    }

    /// <summary>What cannot be read or is outdated is listed with the reason: it must not hide the others.</summary>
    private static async Task<IEnumerable<string>> ListAsync(StagingDesk desk, IEnumerable<string> ids, CancellationToken cancellation)
    {
        var lines = new List<string>();
        foreach (var id in ids)
        {
            try
            {
                var review = await desk.ReviewAsync(id, cancellation);
                lines.AddRange([.. StagingText.Lines(review), StagingText.Next(review), ""]);
            }
            catch (Exception failure) when (failure is SlipwayException or FormatException)
            {
                lines.AddRange([PlainText.Of($"staging {id}: {(failure as SlipwayException)?.Code ?? "malformed"}: {failure.Message}"), ""]);
            }
        }

        return lines.Count == 0 ? ["nothing is staged"] : lines.SkipLast(1);
    }
}
