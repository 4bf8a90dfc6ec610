using System.Collections.Immutable;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What a repository looks like after it was refreshed.</summary>
/// <param name="Roles">Every role.</param>
public sealed record RefreshResult(ImmutableArray<RoleExpiry> Roles)
{
    /// <summary>Offline roles that are past half of their life: somebody should plan for them.</summary>
    public IEnumerable<RoleExpiry> Due => Roles.Where(role => role is { IsOnline: false, IsPastHalf: true });
}
