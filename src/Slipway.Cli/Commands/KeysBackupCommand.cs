using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Keys;

namespace Slipway.Cli.Commands;

internal static class KeysBackupCommand
{
    public static Command Create()
    {
        var file = Options.Argument("file", "The backup to write", Options.NotEmpty);
        Command command = new("backup", $"Write all private keys of slipway.json that are here into one encrypted file. {KeyPassphrase.BackupFileVariable} names its passphrase's file.") { file };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var writer = new KeyBackupWriter(session.Policy(), TimeProvider.System);
            var backup = await writer.WriteAsync(arguments.GetRequiredValue(file), KeyPassphrase.ReadBackup(), cancellation);

            session.Answer(
                new JsonObject
                {
                    ["backup"] = backup.File,
                    ["sha256"] = backup.Digest.ToString(),
                    ["keys"] = new JsonArray([.. backup.Keys.Select(ToJson)]),
                    ["not_here"] = new JsonArray([.. backup.NotHere.Select(name => (JsonNode)name)]),
                    ["record"] = backup.RecordFile,
                },
                Lines(backup));
            return ExitCode.Done;
        });

        return command;
    }

    /// <summary>A key as answers name it.</summary>
    public static JsonObject ToJson(BackedUpKey key) => new()
    {
        ["file"] = key.File,
        ["keyid"] = key.Id.ToString(),
        ["roles"] = new JsonArray([.. key.Roles.Select(role => (JsonNode)role)]),
    };

    private static IEnumerable<string> Lines(KeyBackup backup)
    {
        foreach (var key in backup.Keys)
        {
            yield return $"{key.File} {key.Id} {string.Join(' ', key.Roles)}";
        }

        foreach (var file in backup.NotHere)
        {
            yield return $"{file} is not here, and not in the backup";
        }

        yield return $"backup  {backup.File} sha256:{backup.Digest}";
        yield return $"record  {backup.RecordFile}: commit it";
        yield return $"next    restore it once, elsewhere: slipway keys restore {Path.GetFileName(backup.File)} --output FOLDER";
    }
}
