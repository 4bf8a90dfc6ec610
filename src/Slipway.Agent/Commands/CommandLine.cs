using System.Diagnostics.CodeAnalysis;

namespace Slipway.Agent.Commands;

/// <summary>What was typed.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: slipway-agent COMMAND [OPTION...]

        Commands:
          update     install what the channel offers, watch its health, commit it or roll it back
          check      say what update would do
          status     say what runs here, and what the last update did
          verify     check every file of the running version against its signature
          rollback   go back to the previous version

        Options:
          --base-dir DIR   the product's folder (else SLIPWAY_BASE_DIR, else the folder above the agent's bin/)
          --json           write the result as JSON to standard output, and the steps to standard error
          --force          update: install the running version again
          --no-restart     update: start and watch nothing, as when an image is prepared
          --version        say which agent this is
          --help           say this

        Exit codes: 0 done, 1 refused or rolled back, 2 usage, 3 try again later.
        """;

    private static readonly string[] Commands = ["update", "check", "status", "verify", "rollback"];

    /// <summary>The command's name; null when only <c>--help</c> or <c>--version</c> was asked for.</summary>
    public string? Command { get; private init; }

    public string? BaseFolder { get; private init; }

    public bool IsJson { get; private init; }

    public bool IsForced { get; private init; }

    public bool IsWithoutRestart { get; private init; }

    public bool AsksForHelp { get; private init; }

    public bool AsksForVersion { get; private init; }

    /// <summary>Reads the arguments, or says in <paramref name="error"/> why they cannot be used.</summary>
    public static bool TryParse(IReadOnlyList<string> arguments, [NotNullWhen(true)] out CommandLine? line, [NotNullWhen(false)] out string? error)
    {
        line = new CommandLine();
        error = null;
        for (var i = 0; i < arguments.Count && error is null; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (name == "--base-dir")
            {
                value ??= ++i < arguments.Count ? arguments[i] : "";
                line = line with { BaseFolder = value };
                error = value.Length == 0 ? "--base-dir needs a folder" : null;
                continue;
            }

            error = TryApply(line, arguments[i], out line);
        }

        error ??= Contradiction(line);
        line = error is null ? line : null;
        return error is null;
    }

    private static string? TryApply(CommandLine line, string argument, out CommandLine applied)
    {
        applied = argument switch
        {
            "--json" => line with { IsJson = true },
            "--force" => line with { IsForced = true },
            "--no-restart" => line with { IsWithoutRestart = true },
            "--help" or "-h" => line with { AsksForHelp = true },
            "--version" => line with { AsksForVersion = true },
            _ => Commands.Contains(argument) && line.Command is null ? line with { Command = argument } : line,
        };
        return !ReferenceEquals(applied, line) ? null
            : argument.StartsWith('-') ? $"'{argument}' is not an option"
            : line.Command is null ? $"'{argument}' is not a command: expected {string.Join(", ", Commands)}"
            : $"'{argument}' is one word too many after '{line.Command}'";
    }

    private static string? Contradiction(CommandLine line) =>
        line.AsksForHelp || line.AsksForVersion ? null
        : line.Command is null ? "no command was given"
        : (line.IsForced || line.IsWithoutRestart) && line.Command != "update" ? "--force and --no-restart belong to update"
        : null;

    private static (string Name, string? Value) Split(string argument) =>
        argument.StartsWith("--base-dir=", StringComparison.Ordinal) ? ("--base-dir", argument["--base-dir=".Length..]) : (argument, null);
}
