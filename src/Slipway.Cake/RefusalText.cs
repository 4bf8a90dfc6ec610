using Slipway.Publishing;

namespace Slipway.Cake;

/// <summary>Refusals as Cake's log shows them: a line for each, with its code and what to do.</summary>
internal static class RefusalText
{
    public static string Of(SlipwayException refusal) => refusal is PolicyException policy
        ? string.Join(Environment.NewLine, policy.Refusals.Select(unmet => Line(unmet.Code, unmet.Message, unmet.Hint)))
        : Line(refusal.Code, refusal.Message, refusal.Hint);

    private static string Line(string code, string message, string? hint) => PlainText.Of(hint is null ? $"{code}: {message}" : $"{code}: {message} {hint}");
}
