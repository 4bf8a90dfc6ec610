using System.Collections.Immutable;
using Slipway.Signing;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Which of a role's keys have signed.</summary>
/// <param name="Keys"><c>keys</c>, or where a change replaces them <c>old keys</c> and <c>new keys</c>.</param>
/// <param name="SignedBy">Those that have.</param>
/// <param name="NotSignedBy">Those that could.</param>
/// <param name="Threshold">How many must.</param>
public sealed record SignatureCount(string Keys, ImmutableArray<KeyId> SignedBy, ImmutableArray<KeyId> NotSignedBy, int Threshold)
{
    /// <summary>Whether enough have.</summary>
    public bool IsMet => SignedBy.Length >= Threshold;
}
