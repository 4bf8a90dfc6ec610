using System.Collections.Immutable;
using Slipway.Signing;

namespace Slipway.Tuf;

/// <summary>Which of a role's keys signed, and which did not.</summary>
/// <param name="Threshold">How many must have.</param>
/// <param name="SignedBy">The distinct keys with a valid signature.</param>
/// <param name="NotSignedBy">The others.</param>
public sealed record SignatureTally(int Threshold, ImmutableArray<VerificationKey> SignedBy, ImmutableArray<VerificationKey> NotSignedBy)
{
    /// <summary>Whether the threshold is met.</summary>
    public bool IsMet => SignedBy.Length >= Threshold;
}
