using System.Collections.Immutable;

namespace Slipway.Publishing.Diagnosis;

/// <summary>What one check came to.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Notes">What it saw, in words; why it was skipped.</param>
/// <param name="Findings">What is not as it should be.</param>
/// <param name="IsSkipped">Whether it looked at nothing.</param>
public sealed record CheckResult(string Check, ImmutableArray<string> Notes, ImmutableArray<Finding> Findings, bool IsSkipped)
{
    /// <summary>The worst of its findings.</summary>
    public Severity Severity => Findings.Select(finding => finding.Severity).DefaultIfEmpty(IsSkipped ? Severity.Skipped : Severity.Ok).Max();
}
