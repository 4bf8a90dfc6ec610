using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Publishing.Upkeep;

namespace Slipway.Cli.Commands;

internal static class PruneCommand
{
    private static readonly TimeSpan DefaultAge = TimeSpan.FromDays(1);

    public static Command Create()
    {
        var dryRun = Options.Switch("--dry-run", "Only say what would be deleted");
        var olderThan = Options.Create("--older-than", "duration", "Leave alone what was written later than this before the newest publication; default: 1d", text => (TimeSpan?)DurationText.Parse(text));
        Command command = new("prune", "Delete what no channel, rollback, stepping stone, staged change or unexpired metadata names. It needs no key.")
        {
            dryRun, olderThan,
        };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var isDryRun = arguments.GetValue(dryRun);
            var pruning = await new RepositoryPruner(session.Repository()).PruneAsync(arguments.GetValue(olderThan) ?? DefaultAge, isDryRun, cancellation);

            foreach (var path in pruning.NotUnderstood)
            {
                Session.Warn($"{path} is kept: it is not known what it is.");
            }

            session.Answer(ToJson(pruning, isDryRun), Lines(pruning, isDryRun));
            return ExitCode.Done;
        });

        return command;
    }

    private static IEnumerable<string> Lines(Pruning pruning, bool isDryRun)
    {
        foreach (var entry in isDryRun ? pruning.Deleted : [])
        {
            yield return entry.Path;
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"{(isDryRun ? "would delete" : "deleted")} {pruning.Deleted.Length} files, {pruning.DeletedBytes} bytes; kept {pruning.Kept.Length} files, {pruning.KeptBytes} bytes");
    }

    private static JsonObject ToJson(Pruning pruning, bool isDryRun) => new()
    {
        ["dry_run"] = isDryRun,
        ["deleted"] = pruning.Deleted.Length,
        ["deleted_bytes"] = pruning.DeletedBytes,
        ["kept"] = pruning.Kept.Length,
        ["kept_bytes"] = pruning.KeptBytes,
        ["paths"] = new JsonArray([.. pruning.Deleted.Select(entry => (JsonNode)entry.Path)]),
        ["not_understood"] = new JsonArray([.. pruning.NotUnderstood.Select(path => (JsonNode)path)]),
    };
}
