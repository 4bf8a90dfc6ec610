using System.Collections.Immutable;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>
/// Who must sign what a change publishes, so that readers accept it whichever root they have seen: root by the old and the new
/// keys (TUF §6.1), the other top-level roles by both while the root changes, delegated roles as the delegation beside them says.
/// </summary>
/// <param name="state">The state that the change builds on.</param>
/// <param name="nextRoot">The root that the change brings, or null.</param>
/// <param name="nextTargets">The top-level targets that the change brings, or null.</param>
/// <param name="areOldKeysLost">Whether the top-level roles below root are signed by the new keys alone, because the old ones are no more.</param>
internal sealed class RequiredKeys(RepositoryState state, Root? nextRoot, Targets? nextTargets, bool areOldKeysLost = false)
{
    /// <summary>Each must be met.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>: nobody delegates to the role.</exception>
    public ImmutableArray<RoleKeys> Of(string role)
    {
        if (!state.Root.Roles.TryGetValue(role, out var before))
        {
            return [nextTargets is null ? state.KeysOf(role) : Delegation(nextTargets, role)];
        }

        if (nextRoot?.Roles[role] is not { } after || after.HasSameKeys(before))
        {
            return [before];
        }

        return areOldKeysLost && role != RoleNames.Root ? [after] : [before, after];
    }

    /// <summary>Whether the change leaves a top-level role none of its keys.</summary>
    public bool AreReplaced(string role) => nextRoot is not null && !nextRoot.Roles[role].Keys.Intersect(state.Root.Roles[role].Keys).Any();

    private RoleKeys Delegation(Targets targets, string role) =>
        targets.Delegations.FirstOrDefault(delegation => delegation.Name == role)?.Keys ?? state.KeysOf(role);
}
