using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary>What the commands share that stop something or take it back.</summary>
internal static class RecallOptions
{
    private const string Why = "Why, in one line: it is signed, and people at devices read it";

    /// <summary>Why: it is signed, and devices show it.</summary>
    public static Option<string?> Reason() => Options.Required("--reason", "text", Why, Raw);

    /// <summary>The same where it may be left out.</summary>
    public static Option<string?> OptionalReason() => Options.Create("--reason", "text", Why, Raw);

    /// <summary>What a reason may be is the operation's to say, with a code.</summary>
    private static string Raw(string text) => text;
}
