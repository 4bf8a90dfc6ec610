using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary>What the commands share that take something back.</summary>
internal static class RecallOptions
{
    /// <summary>Why: it is signed, and devices show it.</summary>
    public static Option<string?> Reason() => Options.Required("--reason", "Why, in a line: it is signed, and people at devices read it", text => text);
}
