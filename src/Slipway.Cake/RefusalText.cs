using Slipway.Publishing;

namespace Slipway.Cake;

/// <summary>Refusals as Cake's log shows them: a line for each, with its code and what to do.</summary>
internal static class RefusalText
{
    public static string Of(SlipwayException refusal) => string.Join(Environment.NewLine, refusal.Parts.Select(part => Line(part.Code, part.Message, part.Hint)));

    private static string Line(string code, string message, string? hint) => PlainText.Of(hint is null ? $"{code}: {message}" : $"{code}: {message} {hint}");
}
