using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing.Mirroring;

namespace Slipway.Cli.Commands;

internal static class ExportCommand
{
    public static Command Create()
    {
        var copy = new CopyOptions();
        var output = Options.Text("--output", "file", "The pack; default: slipway.pack", "SLIPWAY_PACK_FILE");
        Command command = new("export", "Write what a channel's devices need into one file, for devices without a network. It needs no key.") { output };
        copy.AddTo(command);

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            using var origin = await copy.OpenAsync(session, cancellation);
            var file = arguments.GetValue(output) ?? "slipway.pack";
            var pack = await ProgressBar.RunAsync(progress => PackExporter.WriteAsync(origin, copy.Selection(session), file, progress, cancellation));

            session.Answer(
                new JsonObject { ["file"] = pack.File, ["sha256"] = pack.Digest.ToString(), ["length"] = pack.Length, ["files"] = pack.Files },
                $"{pack.File} ({pack.Files} files, {pack.Length} bytes) sha256:{pack.Digest}");
            return ExitCode.Done;
        });

        return command;
    }
}
