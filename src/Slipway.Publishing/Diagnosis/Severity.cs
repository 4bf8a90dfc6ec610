namespace Slipway.Publishing.Diagnosis;

/// <summary>How much a finding matters, the least first.</summary>
public enum Severity
{
    /// <summary>All is as it should be.</summary>
    Ok,

    /// <summary>It was not looked at, for a reason.</summary>
    Skipped,

    /// <summary>It works, or will for a while.</summary>
    Warning,

    /// <summary>It does not work, or is not safe.</summary>
    Error,
}
