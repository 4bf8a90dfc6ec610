namespace Slipway.Agent.Commands;

/// <summary>The one word that may follow a command.</summary>
/// <param name="name">How the help calls it.</param>
/// <param name="summary">What it is.</param>
internal sealed class CommandArgument(string name, string summary)
{
    public string Name { get; } = name;

    public string Summary { get; } = summary;

    /// <summary>Whether the command can do without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>How it is typed.</summary>
    public string Usage => IsOptional ? $"[{Name}]" : Name;
}
