using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Mirroring;

namespace Slipway.Cli.Commands;

internal static class MirrorCommand
{
    public static Command Create()
    {
        var copy = new CopyOptions();
        var output = Options.Required("--output", "folder", "The folder that is kept in step; made if needed", Options.NotEmpty, "SLIPWAY_MIRROR_FOLDER");
        var prune = Options.Switch("--prune", "Delete what neither the new state nor the one before it names");
        Command command = new("mirror", "Keep a folder in step with what a channel's devices need, for a server near them. It needs no key.") { output, prune };
        copy.AddTo(command);

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            using var origin = await copy.OpenAsync(session, cancellation);
            var mirror = new RepositoryMirror(arguments.GetRequiredValue(output)!);
            var result = await ProgressBar.RunAsync(progress => mirror.UpdateAsync(origin, copy.Selection(session), arguments.GetValue(prune), progress, cancellation));

            session.Answer(
                new JsonObject
                {
                    ["folder"] = result.Folder,
                    ["copied"] = result.Copied,
                    ["copied_bytes"] = result.CopiedBytes,
                    ["kept"] = result.Kept,
                    ["deleted"] = result.Deleted,
                },
                $"{result.Folder}: copied {result.Copied} files, {result.CopiedBytes} bytes; kept {result.Kept}, deleted {result.Deleted}");
            return ExitCode.Done;
        });

        return command;
    }
}
