using System.Collections.Immutable;

namespace Slipway.Agent.Commands;

/// <summary>An option of the command line.</summary>
/// <param name="name">With its dashes.</param>
/// <param name="summary">What it does, for the help.</param>
internal sealed class CommandOption(string name, string summary)
{
    public string Name { get; } = name;

    public string Summary { get; } = summary;

    /// <summary>What stands for its value in the help; null for a switch.</summary>
    public string? Value { get; init; }

    /// <summary>The values that it takes; empty where any text will do.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The environment variable that counts where the option is not given; null for what somebody has to type each time.</summary>
    public string? Variable { get; init; }

    /// <summary>How it is typed.</summary>
    public string Usage => Value is null ? Name : $"{Name} {Value}";

    /// <summary>The value that a variable gives it; null where it gives none.</summary>
    public string? ReadVariable(Func<string, string?> environment) =>
        Variable is null || environment(Variable) is not { Length: > 0 } value ? null
        : Value is not null || value is "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase) ? value
        : null;

    /// <summary>Refuses a value that is none of <see cref="Choices"/>.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public void Require(string value, string source)
    {
        if (Value is not null && value.Length == 0)
        {
            throw new UsageException($"{source} needs {Value}");
        }

        if (Choices.Length > 0 && !Choices.Contains(value))
        {
            throw new UsageException($"{source} cannot be '{value}': expected {string.Join(", ", Choices)}");
        }
    }
}
