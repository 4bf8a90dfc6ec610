using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>What a repository begins with: a root, delegations to every role of the policy, and roles that list nothing yet.</summary>
internal sealed record FirstMetadata(Root Root, ImmutableArray<(RoleKeys Keys, Targets Targets)> Roles)
{
    private static readonly ImmutableArray<string> TopLevel = [RoleNames.Root, RoleNames.Targets, RoleNames.Snapshot, RoleNames.Timestamp];

    public static FirstMetadata Describe(ReleasePolicy policy, RoleSigners signers, DateTimeOffset time)
    {
        var root = new Root
        {
            Version = 1,
            Expires = time + policy.Roles[RoleNames.Root].Lifetime,
            Roles = TopLevel.ToImmutableDictionary(role => role, signers.KeysOf),
        };
        ImmutableArray<DelegatedRole> delegations =
        [
            new(signers.KeysOf(ReleasePaths.ReleasesRole), new PathPattern(ReleasePaths.ReleasesPattern)),
            .. policy.Channels.Keys.Order(StringComparer.Ordinal).Select(channel => Channel(signers.KeysOf(channel))),
            new(signers.KeysOf(ReleasePaths.RolloutRole), new PathPattern(ReleasePaths.RolloutPattern)),
        ];
        var targets = Empty(policy, RoleNames.Targets, time) with { Delegations = delegations };
        return new FirstMetadata(
            root,
            [
                .. delegations.Select(delegation => (delegation.Keys, Empty(policy, delegation.Name, time))),
                (root.Roles[RoleNames.Targets], targets),
            ]);
    }

    private static DelegatedRole Channel(RoleKeys keys) => new(keys, new PathPattern($"{keys.Role}/*"), new PathPattern($"{keys.Role}/*/*"));

    private static Targets Empty(ReleasePolicy policy, string role, DateTimeOffset time) =>
        new() { Version = 1, Expires = time + policy.Roles[role].Lifetime };
}
