using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Keys;

namespace Slipway.Cli.Commands;

internal static class KeysRestoreCommand
{
    public static Command Create()
    {
        var file = Options.Argument("file", "The backup", Options.NotEmpty);
        Option<string?> folder = new("--output") { HelpName = "folder", Description = "The folder for the keys; default: where slipway.json names them" };
        Command command = new("restore", "Take keys out of a backup, and prove that each signs for the repository.") { file, folder };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var restoration = await new KeyRestorer(session.Repository()).RestoreAsync(
                arguments.GetRequiredValue(file), arguments.GetValue(folder), KeyPassphrase.ReadBackup(), KeyPassphrase.Read(), cancellation);

            if (restoration.Doubt is { } doubt)
            {
                Session.Warn($"the backup does not count as restored: {doubt}.");
            }

            session.Answer(ToJson(restoration), Lines(restoration));
            return ExitCode.Done;
        });

        return command;
    }

    private static JsonObject ToJson(KeyRestoration restoration) => new()
    {
        ["keys"] = new JsonArray([.. restoration.Keys.Select(ToJson)]),
        ["proved"] = restoration.Doubt is null,
        ["record"] = restoration.RecordFile,
    };

    private static JsonObject ToJson(RestoredKey restored)
    {
        var json = KeysBackupCommand.ToJson(restored.Key);
        json["file"] = restored.File;
        json["written"] = restored.IsWritten;
        json["proved"] = restored.IsProved;
        return json;
    }

    private static IEnumerable<string> Lines(KeyRestoration restoration)
    {
        foreach (var key in restoration.Keys)
        {
            yield return $"{key.File} {key.Key.Id} {(key.IsWritten ? "written" : "was there")}, {(key.IsProved ? "proved" : "not proved")}";
        }

        if (restoration.Doubt is null)
        {
            yield return $"record  {restoration.RecordFile}: commit it";
        }
    }
}
