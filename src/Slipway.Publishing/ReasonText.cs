using Slipway.Channels;

namespace Slipway.Publishing;

/// <summary>Why something out of the ordinary is done, as it is signed and as devices show it.</summary>
public static class ReasonText
{
    /// <summary>Accepts one line of up to 200 characters.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is blank, longer, or has characters that a terminal would not show as they are.</exception>
    public static string Parse(string text) =>
        text.Trim() is { Length: > 0 and <= YankedRelease.MaxReason } line && PlainText.Of(line) == line
            ? line
            : throw new FormatException($"a reason of {text.Length} characters cannot be used: expected one line of plain text, at most {YankedRelease.MaxReason} characters");
}
