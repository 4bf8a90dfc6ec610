using System.Collections.Immutable;

namespace Slipway.Agent.Commands;

/// <summary>A command: how it is called, and what it runs.</summary>
/// <param name="name">The word that calls it.</param>
/// <param name="summary">What it does, for the help.</param>
/// <param name="run">Does it and gives the exit code.</param>
internal sealed class AgentCommand(string name, string summary, Func<AgentHost, CancellationToken, Task<int>> run)
{
    public string Name { get; } = name;

    public string Summary { get; } = summary;

    /// <summary>The word that may follow it; null when none may.</summary>
    public CommandArgument? Argument { get; init; }

    /// <summary>Its own options, besides <see cref="CommonOptions.OfCommands"/>.</summary>
    public ImmutableArray<CommandOption> Options { get; init; } = [];

    /// <summary>All options that it takes.</summary>
    public ImmutableArray<CommandOption> AllOptions => [.. Options, .. CommonOptions.OfCommands];

    /// <summary>Whether an option of that name is one of its options.</summary>
    public bool Takes(string option) => AllOptions.Any(own => own.Name == option);

    /// <summary>Does what it is for, and gives the exit code.</summary>
    public Task<int> RunAsync(AgentHost host, CancellationToken cancellation) => run(host, cancellation);
}
