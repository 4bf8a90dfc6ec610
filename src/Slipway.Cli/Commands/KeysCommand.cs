using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Keys;

namespace Slipway.Cli.Commands;

internal static class KeysCommand
{
    public static Command Create() => new("keys", "Make and look at signing keys, and say who may sign.")
    {
        Generate(),
        Show(),
        KeyCeremonyCommands.Add(),
        KeyCeremonyCommands.Remove(),
        KeyCeremonyCommands.Rotate(),
        KeyCeremonyCommands.Announce(),
        KeysBackupCommand.Create(),
        KeysRestoreCommand.Create(),
    };

    private static Command Generate()
    {
        Argument<string> name = new("name") { Description = "The key's name: NAME.pem and NAME.pub.pem are written" };
        Option<string> folder = new("--output") { HelpName = "folder", Description = "Where the two files go", DefaultValueFactory = _ => "keys" };
        Command command = new("generate", "Make an Ed25519 key pair. Set SLIPWAY_KEY_PASSPHRASE_FILE to encrypt the private key.") { name, folder };

        command.SetAction(async (arguments, cancellation) =>
        {
            var pair = await KeyGenerator.WritePairAsync(
                arguments.GetRequiredValue(folder), arguments.GetRequiredValue(name), KeyPassphrase.Read(), cancellation);

            new Session(arguments).Answer(
                new JsonObject { ["private"] = pair.PrivateFile, ["public"] = pair.PublicFile, ["keyid"] = pair.PublicKey.Id.ToString() },
                $"private  {pair.PrivateFile}",
                $"public   {pair.PublicFile}",
                $"key id   {pair.PublicKey.Id}");
            return ExitCode.Done;
        });

        return command;
    }

    private static Command Show()
    {
        var reference = Options.Argument("key", "A key reference, for example file:keys/builder.pem", KeyReference.Parse);
        Command command = new("show", "Print the public half of a key, and its id.") { reference };

        command.SetAction(arguments =>
        {
            var session = new Session(arguments);
            using var key = session.OpenSigner(arguments.GetRequiredValue(reference));
            var pem = PublicHalf.PemOf(key.PublicKey);

            session.Answer(
                new JsonObject { ["keyid"] = key.PublicKey.Id.ToString(), ["public"] = pem },
                key.PublicKey.Id.ToString(),
                pem.TrimEnd());
            return ExitCode.Done;
        });

        return command;
    }
}
