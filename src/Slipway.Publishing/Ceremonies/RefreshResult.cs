using System.Collections.Immutable;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What a repository looks like after it was refreshed.</summary>
/// <param name="Roles">Every role.</param>
/// <param name="Unsigned">Online roles past half of their life that were not signed, because keys are missing.</param>
public sealed record RefreshResult(ImmutableArray<RoleExpiry> Roles, ImmutableArray<UnsignedRole> Unsigned)
{
    /// <summary>What somebody should look after, a line each: roles whose keys are missing, and offline ones that are past half of their life.</summary>
    public IEnumerable<string> Warnings =>
    [
        .. Unsigned.Select(role => $"{role.Role} was not renewed and expires at {role.Expires:u}: {role.Lack.Code}: {role.Lack.Message} {role.Lack.Hint}"),
        .. Roles.Where(role => role is { IsOnline: false, IsPastHalf: true }).Select(Overdue),
    ];

    private static string Overdue(RoleExpiry role) =>
        $"{role.Role} {(role.IsExpired ? $"expired at {role.Expires:u}: devices refuse it" : $"expires at {role.Expires:u} and is past half its life")}. Its key is offline: slipway refresh --role {role.Role}";
}
