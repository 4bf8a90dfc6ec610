using System.Collections.Immutable;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Releases;

/// <summary>How long a role's signature counts.</summary>
/// <param name="Role">The role.</param>
/// <param name="Version">The version of its metadata.</param>
/// <param name="Expires">From then on readers refuse it.</param>
/// <param name="Lifetime">From signing to expiry, as slipway.json says.</param>
/// <param name="IsOnline">Whether <c>slipway refresh</c> signs it by itself.</param>
public sealed record RoleLife(string Role, long Version, DateTimeOffset Expires, TimeSpan Lifetime, bool IsOnline)
{
    // A daily refresh that failed twice is noticed while there is time left.
    private static readonly TimeSpan OnlineMargin = TimeSpan.FromHours(36);

    /// <summary>With less left, it ends soon: a third of its life; for snapshot and timestamp a day and a half, or half of theirs if that is less.</summary>
    public TimeSpan Margin => Role is RoleNames.Snapshot or RoleNames.Timestamp
        ? OnlineMargin < Lifetime / 2 ? OnlineMargin : Lifetime / 2
        : Lifetime / 3;

    /// <summary>How fresh it is at <paramref name="time"/>.</summary>
    public RoleFreshness At(DateTimeOffset time) =>
        Expires <= time ? RoleFreshness.Expired : Expires - time < Margin ? RoleFreshness.EndsSoon : RoleFreshness.Fresh;

    /// <summary>Every role of a repository: root, targets, the delegated ones by name, snapshot, timestamp.</summary>
    public static ImmutableArray<RoleLife> OfAll(RepositoryState state, ReleasePolicy policy)
    {
        var delegated = state.Roles.Keys.Where(role => role != RoleNames.Targets).Order(StringComparer.Ordinal);
        return
        [
            .. new[] { RoleNames.Root, RoleNames.Targets }.Concat(delegated).Append(RoleNames.Snapshot).Append(RoleNames.Timestamp)
                .Select(role => new RoleLife(role, state.VersionOf(role), state.ExpiryOf(role), LifetimeOf(policy, role), policy.IsOnline(role))),
        ];
    }

    private static TimeSpan LifetimeOf(ReleasePolicy policy, string role) => policy.Roles.GetValueOrDefault(role)?.Lifetime ?? DefaultRoles.LifetimeOf(role);
}
