using System.Collections.Immutable;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What a repository looks like after it was refreshed.</summary>
/// <param name="Roles">Every role.</param>
/// <param name="Unsigned">Online roles past half of their life that were not signed, because keys are missing.</param>
public sealed record RefreshResult(ImmutableArray<RoleExpiry> Roles, ImmutableArray<UnsignedRole> Unsigned)
{
    /// <summary>Offline roles that are past half of their life: somebody should plan for them.</summary>
    public IEnumerable<RoleExpiry> Due => Roles.Where(role => role is { IsOnline: false, IsPastHalf: true });

    /// <summary>What somebody has to do, a sentence for each role.</summary>
    public IEnumerable<string> Warnings =>
    [
        .. Unsigned.Select(role => $"{role.Role} was not renewed and expires at {role.Expires:u}: {role.Lack.Code}: {role.Lack.Message} {role.Lack.Hint}"),
        .. Due.Select(role => $"{role.Role} expires at {role.Expires:u} and is past half its life. Its key is offline: slipway refresh --role {role.Role}"),
    ];
}
