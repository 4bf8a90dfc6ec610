using System.Collections.Immutable;
using System.Globalization;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What a staging changes in one role.</summary>
/// <param name="Role">The role.</param>
/// <param name="FromVersion">Its version now.</param>
/// <param name="ToVersion">Its version then.</param>
/// <param name="Signatures">Who has signed: one count, or two where old and new keys must.</param>
/// <param name="Changes">What changes, in words, one line each and safe for a terminal.</param>
public sealed record RoleReview(
    string Role, long FromVersion, long ToVersion, ImmutableArray<SignatureCount> Signatures, ImmutableArray<string> Changes)
{
    /// <summary>Whether enough have signed.</summary>
    public bool IsSigned => Signatures.All(count => count.IsMet);

    /// <summary>For example <c>1 of 2 signatures</c>, or <c>1 of 2 signatures by old keys, 2 of 2 by new keys</c>.</summary>
    public string DescribeSignatures() => Signatures.Length == 1
        ? Count(Signatures[0])
        : string.Join(", ", Signatures.Select(count => $"{Count(count)} by {count.Keys}"));

    private static string Count(SignatureCount count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count.SignedBy.Length} of {count.Threshold} signatures");
}
