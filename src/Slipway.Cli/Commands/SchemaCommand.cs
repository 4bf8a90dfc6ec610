using System.CommandLine;
using System.Text;
using Slipway.Publishing.Policy;

namespace Slipway.Cli.Commands;

internal static class SchemaCommand
{
    public static Command Create()
    {
        Command command = new("schema", $"Print the JSON schema of slipway.json: slipway schema > {PolicySchema.FileName}");

        command.SetAction(async (_, cancellation) =>
        {
            await Console.Out.WriteAsync(Encoding.UTF8.GetString(PolicySchema.Read()).AsMemory(), cancellation);
            return ExitCode.Done;
        });

        return command;
    }
}
