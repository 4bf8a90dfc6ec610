namespace Slipway.Publishing.Diagnosis;

/// <summary>Refusals as findings say them.</summary>
internal static class RefusalWords
{
    /// <summary>Code and message, without the full stop: more may follow.</summary>
    public static string InWords(this SlipwayException refusal) => $"{refusal.Code}: {refusal.Message.TrimEnd('.')}";
}
