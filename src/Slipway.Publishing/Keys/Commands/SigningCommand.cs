using System.Collections.Immutable;

namespace Slipway.Publishing.Keys.Commands;

/// <summary>What an <c>exec:</c> reference says: the public half, and the program that signs with the private one.</summary>
/// <param name="PublicFile">The file of the public half.</param>
/// <param name="Program">A path, or a name that is looked up in PATH.</param>
/// <param name="Arguments">Its arguments. They may be private: no message has them.</param>
internal sealed record SigningCommand(string PublicFile, string Program, ImmutableArray<string> Arguments)
{

    /// <summary>Whether the program is named by a path, and not by a name alone.</summary>
    public bool IsPath => ProgramSearch.IsPath(Program);

    /// <summary>What the text says; null when it lacks the public half or the program, or a quote is not closed.</summary>
    public static SigningCommand? TryParse(string text) =>
        CommandLine.TrySplit(text) is [var file, { Length: > 0 } program, .. var arguments] && file.EndsWith(PublicHalf.Suffix, StringComparison.Ordinal)
            ? new SigningCommand(file, program, [.. arguments])
            : null;

    /// <summary>The command of a reference, which was read as one before.</summary>
    public static SigningCommand Of(KeyReference reference) => TryParse(reference.Value) ?? throw new FormatException($"{reference.Kind} is not a command");

    /// <summary>The same with paths that <paramref name="map"/> has rewritten: of the public half and, where it is one, of the program.</summary>
    public SigningCommand WithPaths(Func<string, string> map) => this with { PublicFile = map(PublicFile), Program = IsPath ? map(Program) : Program };

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => CommandLine.Join([PublicFile, Program, .. Arguments]);
}
