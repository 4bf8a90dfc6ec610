using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Slipway;
using Slipway.Cli;
using Slipway.Cli.Commands;
using Slipway.Publishing;

RootCommand root = new("Build, sign, publish and promote releases for edge devices.")
{
    InitCommand.Create(),
    KeysCommand.Create(),
    BundleCommand.Create(),
    SignCommand.Create(),
    VerifyCommand.Create(),
    PublishCommand.Create(),
    PromoteCommand.Create(),
    RolloutCommand.Create(),
    YankCommand.Create(),
    UnyankCommand.Create(),
    RollbackCommand.Create(),
    ApproveCommand.Create(),
    CommitCommand.Create(),
    DiscardCommand.Create(),
    RefreshCommand.Create(),
    StatusCommand.Create(),
    HistoryCommand.Create(),
    DoctorCommand.Create(),
    PruneCommand.Create(),
    ExportCommand.Create(),
    MirrorCommand.Create(),
    UrlCommand.Create(),
    InstallerCommand.Create(),
    ServeCommand.Create(),
    SchemaCommand.Create(),
};
foreach (var option in Session.Everywhere)
{
    option.Recursive = true;
    root.Add(option);
}

// A word that begins with @ is no file to read words from: it may be a reason, and the file a key.
var command = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
try
{
    var exitCode = await command.InvokeAsync(new()
    {
        EnableDefaultExceptionHandler = false,
        Error = new PlainWriter(Console.Error),
        Output = command.Action switch
        {
            // A script takes standard output for the result, and help is none.
            ParseErrorAction => new PlainWriter(Console.Error),
            HelpAction => new PlainWriter(Console.Out),
            _ => Console.Out,
        },
    });
    return command.Errors.Count > 0 ? ExitCode.Usage : exitCode;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("slipway: cancelled.");
    return ExitCode.Refused;
}
catch (Exception failure) when (failure is SlipwayException || FileRefusal.Is(failure))
{
    var refusal = FileRefusal.Coded(failure);
    RefusalText.Say(refusal);

    if (command.GetValue(Session.Json))
    {
        await Console.Out.WriteLineAsync(JsonText.Write(Session.WithSignatures(JsonText.Of(refusal))));
    }

    return ExitCode.Of(refusal);
}
