namespace Slipway.Agent.Holds;

/// <summary>The operator's word that nothing is to be installed.</summary>
/// <param name="Reason">Why, for a person; null when nothing was said.</param>
/// <param name="Until">When it ends by itself; null when it does not.</param>
public sealed record Hold(string? Reason, DateTimeOffset? Until)
{
    /// <summary>Half a sentence for a person.</summary>
    public string Explain() =>
        $"updates are held{(Until is { } end ? $" until {IsoTime.Format(end)}" : "")}{(Reason is null ? "" : $": {Reason}")}";
}
