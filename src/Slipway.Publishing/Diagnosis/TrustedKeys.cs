using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Diagnosis;

/// <summary>Whom a repository trusts.</summary>
internal static class TrustedKeys
{
    /// <summary>The keys of a role, or null where the repository does not know it.</summary>
    public static RoleKeys? Of(RepositoryState state, string role) =>
        state.Root.Roles.ContainsKey(role) || state.Roles.ContainsKey(role) ? state.KeysOf(role) : null;
}
