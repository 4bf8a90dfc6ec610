using System.Collections.Immutable;
using Slipway.Signing;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Which of a role's keys have signed.</summary>
/// <param name="Keys"><c>keys</c>, or where a change replaces them <c>old keys</c> and <c>new keys</c>.</param>
/// <param name="SignedBy">Those that have.</param>
/// <param name="NotSignedBy">Those that could.</param>
/// <param name="Threshold">How many must.</param>
/// <param name="IsMet">Whether enough have, as the one threshold check says.</param>
public sealed record SignatureCount(string Keys, ImmutableArray<KeyId> SignedBy, ImmutableArray<KeyId> NotSignedBy, int Threshold, bool IsMet);
