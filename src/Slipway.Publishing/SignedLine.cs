namespace Slipway.Publishing;

/// <summary>A line that somebody gives, that is signed, and that others read on terminals and devices far away.</summary>
internal static class SignedLine
{
    /// <summary>The line without blanks around it.</summary>
    /// <param name="what">What it is, for example <c>reason</c>.</param>
    /// <param name="text">The line.</param>
    /// <param name="most">Characters that it may have.</param>
    /// <param name="hint">What to give instead.</param>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: it is empty, too long, not one line of plain text, or a command to servers that run builds.</exception>
    public static string Require(string what, string text, int most, string hint)
    {
        var line = text.Trim();
        return line.Length == 0 ? throw Refuse($"The {what} is empty.", hint)
            : line.Length > most ? throw Refuse($"The {what} has {line.Length} characters: expected at most {most}.", hint)
            : LogCommands.Disarm(line) != line ? throw Refuse($"The {what} '{PlainText.Of(line)}' is taken for a command where servers run builds and show it: expected no '::' at its beginning, and no '##' before a bracket.", hint)
            : PlainText.Of(line) != line ? throw Refuse($"The {what} '{PlainText.Of(line)}' has characters that a terminal does not show as they are: expected one line.", hint)
            : line;
    }

    private static InputException Refuse(string message, string hint) => new(InputFailure.OptionInvalid, message) { Hint = hint };
}
