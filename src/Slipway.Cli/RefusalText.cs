namespace Slipway.Cli;

/// <summary>Refusals in words, on standard error.</summary>
internal static class RefusalText
{
    /// <summary>Code, message and hint; of a policy every rule that is not met.</summary>
    public static void Say(SlipwayException refusal)
    {
        foreach (var (code, message, hint) in refusal.Parts)
        {
            Say(code, message, hint);
        }
    }

    private static void Say(string code, string message, string? hint)
    {
        Session.Say($"error {code}: {message}");
        if (hint is not null)
        {
            Session.Say($"hint: {hint}");
        }
    }
}
