using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Keys;
using Slipway.Tuf;

namespace Slipway.Cli.Commands;

/// <summary>The commands under <c>keys</c> that change who may sign.</summary>
internal static class KeyCeremonyCommands
{
    public static Command Add()
    {
        var role = Role();
        var key = Options.Argument("key", "The key's reference, for example file:keys/stable-second.pem; its public half is enough", KeyReference.Parse);
        var (threshold, keys) = (Threshold(), StagingArgument.Keys());
        Command command = new("add", "Let one key more sign for a role.") { role, key, threshold, keys };
        command.SetAction((arguments, cancellation) => AnswerAsync(
            arguments,
            Ceremony(arguments, keys).AddAsync(arguments.GetRequiredValue(role), Reference(arguments.GetRequiredValue(key)), arguments.GetValue(threshold), cancellation)));
        return command;
    }

    public static Command Remove()
    {
        var role = Role();
        Argument<string> key = new("key") { Description = "The key's id, the beginning of it, or its reference" };
        var (threshold, keys) = (Threshold(), StagingArgument.Keys());
        Command command = new("remove", "Let a key sign for a role no longer.") { role, key, threshold, keys };
        command.SetAction((arguments, cancellation) => AnswerAsync(
            arguments,
            Ceremony(arguments, keys).RemoveAsync(arguments.GetRequiredValue(role), Name(arguments.GetRequiredValue(key)), arguments.GetValue(threshold), cancellation)));
        return command;
    }

    public static Command Rotate()
    {
        Argument<string[]> roles = new("role") { Description = "The roles, in one change; those that share a key share the new one too", Arity = ArgumentArity.OneOrMore };
        var key = Options.Create("--key", "reference", "The new key; default: the announced one, else a new pair beside the old one", KeyReference.Parse, "SLIPWAY_NEW_KEY");
        var old = Options.Text("--old", "key", "The id or reference of the key that goes, where the role has several", "SLIPWAY_OLD_KEY");
        var unannounced = Options.Switch("--unannounced", "Take another key than the one that was announced");
        var keys = StagingArgument.Keys();
        Command command = new("rotate", "Replace a key of a role. Set SLIPWAY_KEY_PASSPHRASE_FILE to encrypt a new one.") { roles, key, old, unannounced, keys };
        command.SetAction((arguments, cancellation) => AnswerAsync(
            arguments,
            Ceremony(arguments, keys).RotateAsync(
                [.. arguments.GetRequiredValue(roles)],
                new RotationRequest
                {
                    Key = arguments.GetValue(key) is { } reference ? Reference(reference) : null,
                    Old = arguments.GetValue(old) is { } name ? Name(name) : null,
                    IsUnannounced = arguments.GetValue(unannounced),
                    Passphrase = KeyPassphrase.Read,
                },
                cancellation)));
        return command;
    }

    public static Command Announce()
    {
        var role = Role();
        var key = Options.Argument("key", "The key's reference; its public half is enough", KeyReference.Parse);
        var keys = StagingArgument.Keys();
        Command command = new("announce", "Say which key a role is rotated to next, so that approvers can tell a planned rotation from another.") { role, key, keys };
        command.SetAction(async (arguments, cancellation) =>
        {
            var name = arguments.GetRequiredValue(role);
            var announced = await Ceremony(arguments, keys).AnnounceAsync(name, Reference(arguments.GetRequiredValue(key)), cancellation);

            new Session(arguments).Answer(new JsonObject { ["role"] = name, ["keyid"] = announced.Id.ToString() }, $"{name}: announced {announced.Id}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Role() => new("role") { Description = "The role: root, targets, snapshot, timestamp, releases, rollout or a channel" };

    private static Option<int?> Threshold() => Options.Create("--threshold", "number", "How many must sign from now on; default: as many as before", ParseThreshold);

    private static int? ParseThreshold(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threshold) && threshold > 0
        ? threshold
        : throw new FormatException($"'{text}' is not a threshold: expected 1 or more");

    private static KeyCeremony Ceremony(ParseResult arguments, Option<string[]> keys) =>
        new(new Session(arguments).Repository(), StagingArgument.KeysOf(arguments, keys));

    private static KeyReference Reference(KeyReference reference) => StagingArgument.FromHere(reference);

    private static string Name(string text) => KeyReference.TryParse(text, out var reference) ? Reference(reference).ToString() : text;

    private static async Task<int> AnswerAsync(ParseResult arguments, Task<KeyCeremonyResult> ceremony)
    {
        var result = await ceremony;
        foreach (var warning in result.Warnings)
        {
            Session.Warn(warning);
        }

        new Session(arguments).Answer(
            new JsonObject
            {
                ["roles"] = new JsonArray([.. result.Roles.Select(ToJson)]),
                ["policy"] = result.PolicyFile,
                ["generated"] = new JsonArray([.. result.GeneratedFiles.Select(file => (JsonNode)file)]),
                ["warnings"] = new JsonArray([.. result.Warnings.Select(warning => (JsonNode)warning)]),
            },
            [
                .. result.Roles.Select(keys => $"{keys.Role,-10} {keys.Threshold} of {keys.Keys.Count()}: {string.Join(", ", keys.Keys.Select(key => key.Id))}"),
                .. result.GeneratedFiles.Select(file => $"made       {file}"),
                $"policy     {result.PolicyFile}",
            ]);
        return ExitCode.Done;
    }

    private static JsonNode ToJson(RoleKeys keys) => new JsonObject
    {
        ["role"] = keys.Role,
        ["threshold"] = keys.Threshold,
        ["keyids"] = new JsonArray([.. keys.Keys.Select(key => (JsonNode)key.Id.ToString())]),
    };
}
