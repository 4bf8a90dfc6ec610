namespace Slipway.Publishing.Diagnosis;

/// <summary>Something that is not as it should be.</summary>
/// <param name="Kind">Which finding it is; its number is the last three digits of the code.</param>
/// <param name="Severity">Warning or error.</param>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Advice">What to do.</param>
public sealed record Finding(DoctorFinding Kind, Severity Severity, string Found, string Expected, string Advice)
{
    /// <summary>Stable and listed in <c>docs/errors.md</c>, for example <c>SLP5005</c>.</summary>
    public string Code { get; } = $"SLP{5000 + (int)Kind}";
}
