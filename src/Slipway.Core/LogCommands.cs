using System.Text;

namespace Slipway;

/// <summary>
/// Servers that run builds take some lines of a log for commands to themselves: <c>::add-mask::</c>, <c>##[error]</c>, <c>##vso[</c>, <c>##teamcity[</c>. A log also repeats what others wrote.
/// </summary>
public static class LogCommands
{
    /// <summary>
    /// The text with the character as <c>\uXXXX</c> that would make a command of it: <c>::</c> where a line begins, and <c>##</c> before letters and a bracket anywhere, for that is where they are looked for.
    /// JSON stays the same JSON.
    /// </summary>
    public static string Disarm(string text)
    {
        var harmless = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            _ = IsCommand(text, at) ? harmless.Append($"\\u{(int)text[at]:x4}") : harmless.Append(text[at]);
        }

        return harmless.ToString();
    }

    private static bool IsCommand(string text, int at) => text[at] switch
    {
        '#' => at > 0 && text[at - 1] == '#' && IsLabel(text.AsSpan(at + 1)),
        ':' => at + 1 < text.Length && text[at + 1] == ':' && BeginsLine(text.AsSpan(0, at)),
        _ => false,
    };

    private static bool IsLabel(ReadOnlySpan<char> text)
    {
        var letters = 0;
        while (letters < text.Length && char.IsAsciiLetter(text[letters]))
        {
            letters++;
        }

        return letters < text.Length && text[letters] == '[';
    }

    private static bool BeginsLine(ReadOnlySpan<char> before) => before[(before.LastIndexOfAny('\n', '\r') + 1)..].IsWhiteSpace();
}
