using System.Collections.Immutable;

namespace Slipway.Agent.Commands;

/// <summary>Every command of the agent. A new one is an entry here.</summary>
internal static class AgentCommands
{
    public static readonly ImmutableArray<AgentCommand> All =
    [
        new("update", "install what the channel offers, watch its health, commit it or roll it back", UpdateCommand.RunAsync)
        {
            Options = [UpdateCommand.Force, UpdateCommand.IgnoreHold, CommonOptions.NoRestart],
        },
        new("apply", "install what a pack, or a folder with a mirror, offers; as update does, without a network", ApplyCommand.RunAsync)
        {
            Argument = new("PACK", "a file that 'slipway export' wrote, or a folder that 'slipway mirror' filled"),
            Options = [ApplyCommand.Offline, UpdateCommand.Force, UpdateCommand.IgnoreHold, CommonOptions.NoRestart],
        },
        new("check", "say what update would do", CheckCommand.RunAsync),
        new("explain", "say what update would do, and why: every input and every rule", ExplainCommand.RunAsync) { Options = [ExplainCommand.Offline] },
        new("status", "say what runs here, and what the last update did", StatusCommand.RunAsync),
        new("confirm", "finish or undo an update that a reboot interrupted; asks no repository", ConfirmCommand.RunAsync),
        new("verify", "check every file of the running version, or of another one, against its signature", VerifyCommand.RunAsync)
        {
            Argument = new("VERSION", "current, previous, or a version such as 1.4.2; without it the running one") { IsOptional = true },
            Options = [VerifyCommand.OnFailure],
        },
        new("rollback", "go back to the previous version", RollbackCommand.RunAsync),
        new("hold", "let nothing be installed until release", HoldCommand.RunAsync) { Options = [HoldCommand.Reason, HoldCommand.For] },
        new("release", "end what hold began", ReleaseCommand.RunAsync),
    ];

    /// <summary>The command that a word calls; null when it calls none.</summary>
    public static AgentCommand? Find(string name) => All.FirstOrDefault(command => command.Name == name);

    /// <summary>The option that a word is, of whichever command; null when it is none. Options of one name take a value, or none, in all commands.</summary>
    public static CommandOption? FindOption(string name) =>
        All.SelectMany(command => command.AllOptions).Append(CommonOptions.Version).FirstOrDefault(option => option.Name == name);
}
