using System.Collections.Immutable;

namespace Slipway.Publishing.Diagnosis;

/// <summary>What the doctor saw.</summary>
/// <param name="Repository">The repository's address.</param>
/// <param name="Time">When it was looked at.</param>
/// <param name="Checks">Every check, in the order in which they are made and shown.</param>
public sealed record DoctorReport(Uri Repository, DateTimeOffset Time, ImmutableArray<CheckResult> Checks)
{
    /// <summary>The format of its JSON.</summary>
    public const string Format = "slipway-doctor/1";

    /// <summary>Whether nothing stands against a release.</summary>
    public bool IsHealthy => Checks.All(check => check.Severity < Severity.Error);

    /// <summary>How many findings are of this severity.</summary>
    public int Count(Severity severity) => Checks.Sum(check => check.Findings.Count(finding => finding.Severity == severity));
}
