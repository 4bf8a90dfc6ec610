using System.Globalization;
using System.Text;

namespace Slipway.Publishing;

/// <summary>Text of unknown origin, made fit for a terminal or a log: it may have been written to deceive whoever reads it.</summary>
public static class PlainText
{
    /// <summary>
    /// The text in one line, with everything as <c>\uXXXX</c> that moves, hides or reorders other text, or looks like a blank without being one:
    /// controls (line ends too), formats, surrogates, separators other than the blank. Nor is it a command to a server that runs builds: <see cref="LogCommands"/>.
    /// </summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            plain.Append(IsPlain(character) ? character.ToString() : $"\\u{(int)character:x4}");
        }

        return LogCommands.Disarm(plain.ToString());
    }

    // The letters and marks listed here have no ink: Hangul fillers, the empty Braille pattern, joiners and variation selectors.
    private static bool IsPlain(char character) =>
        character == ' '
        || (char.GetUnicodeCategory(character) is not (
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            && character is not ('\u3164' or '\uffa0' or '\u115f' or '\u1160' or '\u2800' or '\u034f' or '\u17b4' or '\u17b5' or (>= '\ufe00' and <= '\ufe0f') or (>= '\u180b' and <= '\u180f')));
}
