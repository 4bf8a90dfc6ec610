using System.Globalization;

namespace Slipway;

/// <summary>Text of unknown origin as one line for a person at a device: it may have been written to deceive whoever reads it.</summary>
public static class PlainLine
{
    /// <summary>The first line without controls, surrogates and what hides or reorders other text, no command to a server that runs builds, no longer than <paramref name="maxLength"/> characters; null when nothing is left of it.</summary>
    public static string? Of(string? text, int maxLength)
    {
        var line = LogCommands.Disarm(string.Concat((text ?? "").TakeWhile(c => c is not ('\n' or '\r' or '\u2028' or '\u2029')).Where(IsPlain)).Trim());
        return line.Length == 0 ? null : line.Length <= maxLength ? line : line[..maxLength].TrimEnd();
    }

    private static bool IsPlain(char character) => !char.IsControl(character) && !char.IsSurrogate(character) && char.GetUnicodeCategory(character) != UnicodeCategory.Format;
}
