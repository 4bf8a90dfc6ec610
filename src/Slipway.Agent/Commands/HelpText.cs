using System.Text;

namespace Slipway.Agent.Commands;

/// <summary>What <c>--help</c> says, for the agent and for each command.</summary>
internal static class HelpText
{
    private const int Column = 20;

    public static string Of(AgentCommand? command) => command is null ? OfAgent() : OfCommand(command);

    private static string OfAgent()
    {
        var text = new StringBuilder("Usage: slipway-agent COMMAND [OPTION...]\n\nCommands:\n");
        foreach (var command in AgentCommands.All)
        {
            Append(text, command.Name, command.Summary);
        }

        text.Append("\nOptions:\n");
        foreach (var option in CommonOptions.OfCommands.Add(CommonOptions.Version))
        {
            Append(text, option);
        }

        return text.Append("\n'slipway-agent COMMAND --help' lists the options of a command.\n")
            .Append("Exit codes: 0 done, 1 refused or rolled back, 2 usage, 3 try again later.").ToString();
    }

    private static string OfCommand(AgentCommand command)
    {
        var words = command.Argument is { } argument ? $"{command.Name} {argument.Usage}" : command.Name;
        var text = new StringBuilder($"Usage: slipway-agent {words} [OPTION...]\n\n{command.Summary}\n\n");
        if (command.Argument is { } word)
        {
            Append(text, word.Name, word.Summary);
        }

        foreach (var option in command.AllOptions)
        {
            Append(text, option);
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, CommandOption option) =>
        Append(text, option.Usage, option.Variable is null ? option.Summary : $"{option.Summary} [{option.Variable}]");

    private static void Append(StringBuilder text, string word, string summary) =>
        text.Append("  ").Append(word.PadRight(Column)).Append(' ').Append(summary).Append('\n');
}
