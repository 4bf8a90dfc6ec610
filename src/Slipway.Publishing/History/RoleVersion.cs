using System.Collections.Immutable;
using Slipway.Publishing.Releases;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>A version of a role's metadata, judged.</summary>
/// <param name="File">Where it comes from.</param>
/// <param name="Targets">What it says, or null where nobody vouches for it.</param>
/// <param name="SignedBy">The role's keys that signed it.</param>
/// <param name="HasFormerKeys">Whether the role has other keys now.</param>
/// <param name="Evidence">What bears out that it was published.</param>
internal sealed record RoleVersion(RoleFileVersion File, Targets? Targets, ImmutableArray<RoleSigner> SignedBy, bool HasFormerKeys, Evidence Evidence)
{
    /// <summary>Whether versions between the verified one before and this one are gone, or are not verified.</summary>
    public bool IsAfterGap { get; init; }
}
