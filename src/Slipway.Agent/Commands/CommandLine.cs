namespace Slipway.Agent.Commands;

/// <summary>What was typed, and what the environment adds to it.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private CommandLine()
    {
    }

    /// <summary>The command; not null unless help or the version is asked for.</summary>
    public AgentCommand? Command { get; private set; }

    /// <summary>The word that follows the command; null when none does.</summary>
    public string? Argument { get; private set; }

    /// <summary>Whether only words about the agent, or about the command, are asked for.</summary>
    public bool AsksForHelp => Has(CommonOptions.Help);

    /// <summary>Whether only the agent's version is asked for.</summary>
    public bool AsksForVersion => Has(CommonOptions.Version);

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">Options may come before the command, between it and its argument, or after.</param>
    /// <param name="environment">Gives the value of a variable, or null.</param>
    /// <exception cref="UsageException">They cannot be used.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].StartsWith('-'))
            {
                line.TakeOption(arguments, ref i);
            }
            else
            {
                line.TakeWord(arguments[i]);
            }
        }

        line.RequireComplete();
        line.TakeVariables(environment);
        return line;
    }

    /// <summary>Whether an option was given.</summary>
    public bool Has(CommandOption option) => _values.ContainsKey(option.Name);

    /// <summary>What an option was given; null when it was not.</summary>
    public string? Value(CommandOption option) => _values.GetValueOrDefault(option.Name);

    private void TakeOption(IReadOnlyList<string> arguments, ref int i)
    {
        var word = arguments[i] == "-h" ? CommonOptions.Help.Name : arguments[i];
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word : word[..equals];
        var option = AgentCommands.FindOption(name) ?? throw new UsageException($"'{name}' is not an option");
        var value = equals < 0 ? null : word[(equals + 1)..];
        if (option.Value is null && value is not null)
        {
            throw new UsageException($"{name} takes no value");
        }

        _values[name] = value ?? (option.Value is null ? "true" : ++i < arguments.Count ? arguments[i] : "");
        option.Require(_values[name], name);
    }

    private void TakeWord(string word)
    {
        if (Command is null)
        {
            Command = AgentCommands.Find(word)
                ?? throw new UsageException($"'{word}' is not a command: expected {string.Join(", ", AgentCommands.All.Select(command => command.Name))}");
        }
        else if (Command.Argument is not null && Argument is null && word.Length > 0)
        {
            Argument = word;
        }
        else
        {
            throw new UsageException($"'{word}' is one word too many after '{Argument ?? Command.Name}'");
        }
    }

    private void RequireComplete()
    {
        if (AsksForHelp || AsksForVersion)
        {
            return;
        }

        var command = Command ?? throw new UsageException("no command was given");
        if (_values.Keys.FirstOrDefault(name => !command.Takes(name)) is { } misplaced)
        {
            var owners = AgentCommands.All.Where(other => other.Takes(misplaced)).Select(other => other.Name);
            throw new UsageException($"{misplaced} belongs to {string.Join(", ", owners)}, not to {command.Name}");
        }

        if (command.Argument is { IsOptional: false } argument && Argument is null)
        {
            throw new UsageException($"{command.Name} needs {argument.Name}: {argument.Summary}");
        }
    }

    private void TakeVariables(Func<string, string?> environment)
    {
        foreach (var option in Command?.AllOptions ?? [])
        {
            if (!Has(option) && option.ReadVariable(environment) is { } value)
            {
                option.Require(value, option.Variable!);
                _values.Add(option.Name, value);
            }
        }
    }
}
