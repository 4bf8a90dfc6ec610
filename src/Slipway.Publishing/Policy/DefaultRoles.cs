using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Publishing.Policy;

/// <summary>How long signatures of each role count, unless slipway.json says otherwise.</summary>
public static class DefaultRoles
{
    private static readonly Dictionary<string, int> Days = new(StringComparer.Ordinal)
    {
        [RoleNames.Root] = 365,
        [RoleNames.Targets] = 365,
        [ReleasePaths.ReleasesRole] = 90,
        [ReleasePaths.RolloutRole] = 7,
        [RoleNames.Snapshot] = 7,
        [RoleNames.Timestamp] = 3,
        ["canary"] = 14,
        ["beta"] = 30,
    };

    /// <summary>The lifetime of a role's signatures; 90 days for channels of other names.</summary>
    public static TimeSpan LifetimeOf(string role) => TimeSpan.FromDays(Days.GetValueOrDefault(role, 90));

    /// <summary>Whether a role's keys sign without being asked: those of snapshot, timestamp and rollout.</summary>
    public static bool IsOnline(string role) => role is RoleNames.Snapshot or RoleNames.Timestamp or ReleasePaths.RolloutRole;

    /// <summary>The roles that every repository has, besides one per channel.</summary>
    public static IReadOnlyList<string> Always { get; } =
        [RoleNames.Root, RoleNames.Targets, ReleasePaths.ReleasesRole, ReleasePaths.RolloutRole, RoleNames.Snapshot, RoleNames.Timestamp];
}
